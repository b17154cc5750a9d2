-- Which rows of a statement changed, by one pass over both sets: a join of transition tables, whose size the planner does not
-- know, compared every row with every other.
CREATE OR REPLACE FUNCTION follow_gateways() RETURNS trigger LANGUAGE plpgsql AS $$
declare euis text[];
begin
  if tg_op = 'INSERT' then select array_agg(eui) into euis from new_rows where owner_id is not null;
  elsif tg_op = 'DELETE' then select array_agg(eui) into euis from old_rows where owner_id is not null;
  else
    select array_agg(eui) into euis from (
      select eui, owner_id, name, tags, site, flavor, cups_version, tc_version from new_rows
      except select eui, owner_id, name, tags, site, flavor, cups_version, tc_version from old_rows) c;
  end if;
  if euis is not null then perform index_gateways(euis); end if;
  return null;
end $$;
