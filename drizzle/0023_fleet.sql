CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "fleet_counts" (
	"owner_id" text COLLATE "C" NOT NULL,
	"term" text NOT NULL,
	"n" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateway_facets" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"terms" text[] NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "gateway_states" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"state" text NOT NULL,
	"silent" boolean DEFAULT false NOT NULL,
	"rank" smallint GENERATED ALWAYS AS (case when silent then 2 else case state when 'fell-back' then 0 when 'diverged' then 1 when 'pending' then 3 when 'never-seen' then 4 else 5 end end) STORED NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateway_words" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"search" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"query" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "gateways" ADD COLUMN "latitude" double precision;--> statement-breakpoint
ALTER TABLE "gateways" ADD COLUMN "longitude" double precision;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fleet_counts_owner_idx" ON "fleet_counts" USING btree ("owner_id","term");--> statement-breakpoint
CREATE INDEX "gateway_facets_terms_idx" ON "gateway_facets" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "gateway_facets_owner_idx" ON "gateway_facets" USING btree ("owner_id","eui");--> statement-breakpoint
CREATE INDEX "gateway_facets_expires_idx" ON "gateway_facets" USING btree ("owner_id","expires_at","eui");--> statement-breakpoint
CREATE INDEX "gateway_states_rank_idx" ON "gateway_states" USING btree ("owner_id","rank","eui");--> statement-breakpoint
CREATE INDEX "gateway_states_seen_idx" ON "gateway_states" USING btree ("owner_id","seen_at","eui");--> statement-breakpoint
CREATE INDEX "gateway_states_watch_idx" ON "gateway_states" USING btree ("seen_at") WHERE not "gateway_states"."silent" and "gateway_states"."state" <> 'never-seen';--> statement-breakpoint
CREATE INDEX "gateway_words_name_idx" ON "gateway_words" USING btree ("owner_id","name_key","eui");--> statement-breakpoint
CREATE INDEX "gateway_words_search_idx" ON "gateway_words" USING gin ("search" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "saved_views_owner_idx" ON "saved_views" USING btree ("owner_id","name");--> statement-breakpoint
ALTER TABLE "gateways" ADD CONSTRAINT "gateways_location_check" CHECK (("gateways"."latitude" is null) = ("gateways"."longitude" is null) and "gateways"."latitude" between -90 and 90 and "gateways"."longitude" between -180 and 180);--> statement-breakpoint
-- Brings the index rows of these gateways to what their tables say. The rows are locked first and read anew after that: of two
-- transactions that change one gateway, the later one sees what the earlier one did.
CREATE FUNCTION index_gateways(euis text[]) RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
begin
  perform from gateway_states where eui = any(euis) order by eui for update;
  delete from gateway_words i where i.eui = any(euis) and not exists (select from gateways g where g.eui = i.eui and g.owner_id is not null);
  delete from gateway_facets i where i.eui = any(euis) and not exists (select from gateways g where g.eui = i.eui and g.owner_id is not null);
  delete from gateway_states i where i.eui = any(euis) and not exists (select from gateways g where g.eui = i.eui and g.owner_id is not null);
  insert into gateway_words as i (eui, owner_id, name_key, search)
  select g.eui, g.owner_id, lower(g.name),
         concat_ws(E'\n', nullif(lower(g.name), ''), g.eui,
           case when substr(g.eui, 7, 4) = 'fffe' then substr(g.eui, 1, 6) || substr(g.eui, 11) end,
           regexp_replace(regexp_replace(g.eui, '(....)(?=.)', '\1:', 'g'), '\m0{1,3}(?=[0-9a-f])', '', 'g'),
           nullif(lower(g.site), ''), nullif(lower(array_to_string(g.tags, E'\n')), ''))
    from gateways g where g.eui = any(euis) and g.owner_id is not null order by g.eui
  on conflict (eui) do update set owner_id = excluded.owner_id, name_key = excluded.name_key, search = excluded.search
    where (i.owner_id, i.name_key, i.search) is distinct from (excluded.owner_id, excluded.name_key, excluded.search);
  insert into gateway_facets as i (eui, owner_id, terms, expires_at)
  select v.eui, v.owner_id,
         array_remove(array['flavor:' || v.flavor, 'site:' || nullif(v.site, ''), 'model:' || nullif(left(v.reported ->> 'model', 80), ''),
           'station:' || nullif(left(v.reported ->> 'station', 80), ''), 'package:' || nullif(left(v.reported ->> 'package', 80), ''),
           'lns:' || lower(substring(v.lns from '^[a-zA-Z]+://(\[[^]]*\]|[^/:?#]+)')),
           'cups:' || lower(substring(v.cups from '^[a-zA-Z]+://(\[[^]]*\]|[^/:?#]+)')),
           'expires:' || to_char(v.expires_at at time zone 'UTC', 'YYYY-MM-DD')], null)
           || (select coalesce(array_agg('tag:' || tag), '{}') from unnest(v.tags) tag),
         v.expires_at
    from (select g.eui, g.owner_id, g.flavor, g.site, g.tags, r.reported, coalesce(t.lns_uri, t.uri, r.reported ->> 'tcUri') as lns,
                 coalesce(c.uri, r.reported ->> 'cupsUri') as cups, least(c.expires_at, t.expires_at) as expires_at
            from gateways g
            left join gateway_reports r on r.eui = g.eui
            left join credential_sets t on t.eui = g.eui and t.category = 'tc' and t.version = g.tc_version
            left join credential_sets c on c.eui = g.eui and c.category = 'cups' and c.version = g.cups_version
           where g.eui = any(euis) and g.owner_id is not null order by g.eui) v
  on conflict (eui) do update set owner_id = excluded.owner_id, terms = excluded.terms, expires_at = excluded.expires_at
    where (i.owner_id, i.terms, i.expires_at) is distinct from (excluded.owner_id, excluded.terms, excluded.expires_at);
  insert into gateway_states as i (eui, owner_id, state, seen_at)
  select g.eui, g.owner_id,
         case when r.eui is null then 'never-seen'
              when r.outcome = 'fell-back' and r.seen_cups_version is not distinct from g.cups_version then 'fell-back'
              when (g.cups_version is null or g.cups_version = r.matched_cups_version)
               and (g.tc_version is null or g.tc_version = r.matched_tc_version) then 'in-sync'
              when r.outcome = 'diverged' and r.seen_cups_version is not distinct from g.cups_version
               and r.seen_tc_version is not distinct from g.tc_version then 'diverged'
              else 'pending' end,
         coalesce(r.last_seen_at, '-infinity')
    from gateways g left join gateway_reports r on r.eui = g.eui
   where g.eui = any(euis) and g.owner_id is not null order by g.eui
  on conflict (eui) do update set owner_id = excluded.owner_id, state = excluded.state, seen_at = excluded.seen_at,
         silent = i.silent and i.seen_at = excluded.seen_at
    where (i.owner_id, i.state, i.seen_at) is distinct from (excluded.owner_id, excluded.state, excluded.seen_at);
end $$;--> statement-breakpoint
CREATE FUNCTION follow_gateways() RETURNS trigger LANGUAGE plpgsql AS $$
declare euis text[];
begin
  if tg_op = 'INSERT' then select array_agg(eui) into euis from new_rows where owner_id is not null;
  elsif tg_op = 'DELETE' then select array_agg(eui) into euis from old_rows where owner_id is not null;
  else
    select array_agg(n.eui) into euis from new_rows n join old_rows o on o.eui = n.eui
     where (n.owner_id, n.name, n.tags, n.site, n.flavor, n.cups_version, n.tc_version)
           is distinct from (o.owner_id, o.name, o.tags, o.site, o.flavor, o.cups_version, o.tc_version);
  end if;
  if euis is not null then perform index_gateways(euis); end if;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER gateways_inserted AFTER INSERT ON gateways REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_gateways();--> statement-breakpoint
CREATE TRIGGER gateways_updated AFTER UPDATE ON gateways REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_gateways();--> statement-breakpoint
CREATE TRIGGER gateways_deleted AFTER DELETE ON gateways REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_gateways();--> statement-breakpoint
CREATE FUNCTION follow_reports() RETURNS trigger LANGUAGE plpgsql AS $$
declare changed text[];
begin
  if tg_op = 'INSERT' then select array_agg(eui) into changed from new_rows;
  else select array_agg(eui) into changed from old_rows; end if;
  if changed is not null then perform index_gateways(changed); end if;
  return null;
end $$;--> statement-breakpoint
CREATE FUNCTION follow_report() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  perform index_gateways(array[new.eui]);
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER gateway_reports_inserted AFTER INSERT ON gateway_reports REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_reports();--> statement-breakpoint
CREATE TRIGGER gateway_reports_deleted AFTER DELETE ON gateway_reports REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_reports();--> statement-breakpoint
-- Row by row, so that the usual check-in, which says nothing new, costs no more than this comparison.
CREATE TRIGGER gateway_reports_updated AFTER UPDATE ON gateway_reports FOR EACH ROW WHEN (
  old.fingerprint <> new.fingerprint or old.outcome <> new.outcome
  or old.seen_cups_version is distinct from new.seen_cups_version or old.seen_tc_version is distinct from new.seen_tc_version
  or old.matched_cups_version is distinct from new.matched_cups_version or old.matched_tc_version is distinct from new.matched_tc_version
  or date_bin('10 minutes', old.last_seen_at, '2000-01-01 00:00:00+00') <> date_bin('10 minutes', new.last_seen_at, '2000-01-01 00:00:00+00'))
  EXECUTE FUNCTION follow_report();--> statement-breakpoint
CREATE FUNCTION count_facets() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if tg_op = 'INSERT' then
    insert into fleet_counts select owner_id, term, count(*) from new_rows, unnest(terms) term group by 1, 2;
  elsif tg_op = 'DELETE' then
    insert into fleet_counts select owner_id, term, -count(*) from old_rows, unnest(terms) term group by 1, 2;
  else
    insert into fleet_counts select owner_id, term, sum(n) from (
      select owner_id, unnest(terms) as term, 1 as n from new_rows union all select owner_id, unnest(terms), -1 from old_rows
    ) c group by 1, 2 having sum(n) <> 0;
  end if;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER gateway_facets_inserted AFTER INSERT ON gateway_facets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_facets();--> statement-breakpoint
CREATE TRIGGER gateway_facets_updated AFTER UPDATE ON gateway_facets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_facets();--> statement-breakpoint
CREATE TRIGGER gateway_facets_deleted AFTER DELETE ON gateway_facets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_facets();--> statement-breakpoint
CREATE FUNCTION count_states() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if tg_op = 'INSERT' then
    insert into fleet_counts select owner_id, 'state:' || case when silent then 'silent' else state end, count(*) from new_rows group by 1, 2;
  elsif tg_op = 'DELETE' then
    insert into fleet_counts select owner_id, 'state:' || case when silent then 'silent' else state end, -count(*) from old_rows group by 1, 2;
  else
    insert into fleet_counts select owner_id, 'state:' || state, sum(n) from (
      select owner_id, case when silent then 'silent' else state end as state, 1 as n from new_rows
      union all select owner_id, case when silent then 'silent' else state end, -1 from old_rows
    ) c group by 1, 2 having sum(n) <> 0;
  end if;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER gateway_states_inserted AFTER INSERT ON gateway_states REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_states();--> statement-breakpoint
CREATE TRIGGER gateway_states_updated AFTER UPDATE ON gateway_states REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_states();--> statement-breakpoint
CREATE TRIGGER gateway_states_deleted AFTER DELETE ON gateway_states REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_states();--> statement-breakpoint
CREATE FUNCTION forget_gateways() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  truncate gateway_words, gateway_facets, gateway_states, fleet_counts;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER gateways_truncated AFTER TRUNCATE ON gateways FOR EACH STATEMENT EXECUTE FUNCTION forget_gateways();--> statement-breakpoint
SELECT index_gateways(array_agg(eui)) FROM (SELECT eui, (row_number() OVER (ORDER BY eui)) / 5000 AS slice FROM gateways WHERE owner_id IS NOT NULL) s GROUP BY slice;
