ALTER TABLE "saved_views" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "firmware_schedules_flight_idx" ON "firmware_schedules" USING btree ("owner_id","state") WHERE "firmware_schedules"."open";--> statement-breakpoint
ALTER TABLE "credential_sets" DROP COLUMN "expires_at";--> statement-breakpoint
-- Ends are read from what is kept of certificates.
CREATE OR REPLACE FUNCTION index_gateways(euis text[]) RETURNS void LANGUAGE plpgsql
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
                 coalesce(c.uri, r.reported ->> 'cupsUri') as cups,
                 (select min(x.not_after) from certificates x where x.owner_id = g.owner_id and x.fingerprint in (
                   t.trust_fingerprint, t.crt_fingerprint, c.trust_fingerprint, c.crt_fingerprint)) as expires_at
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
CREATE FUNCTION follow_certificates() RETURNS trigger LANGUAGE plpgsql AS $$
declare euis text[];
begin
  select array_agg(eui) into euis from (
    select s.eui from new_rows n join credential_sets s on s.owner_id = n.owner_id and s.trust_fingerprint = n.fingerprint and s.retired_at is null
    union select s.eui from new_rows n join credential_sets s on s.owner_id = n.owner_id and s.crt_fingerprint = n.fingerprint and s.retired_at is null
  ) holders;
  if euis is not null then perform index_gateways(euis); end if;
  return null;
end $$;--> statement-breakpoint
-- Those of sets that are older than what is kept of certificates; a setup keeps its certificates before its sets.
CREATE TRIGGER certificates_inserted AFTER INSERT ON certificates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_certificates();--> statement-breakpoint
SELECT index_gateways(array_agg(eui)) FROM (SELECT eui, (row_number() OVER (ORDER BY eui)) / 5000 AS slice FROM gateways WHERE owner_id IS NOT NULL) s GROUP BY slice;
