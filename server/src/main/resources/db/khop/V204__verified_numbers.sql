-- Which numbers somebody confirmed: what a person is anchored by is counted here, without reading the records. Derived, like the rest of the table.
alter table khop.source_identifier add column is_verified boolean default false not null;

-- Of what came before, by the words that mark a number as confirmed.
update khop.source_identifier set is_verified = true
where domain = 'national_id' and source_id in (
  select v.source_id from khop.source_version v
  join khop.source_record r on r.source_id = v.source_id and r.present_version = v.version
  where v.columns like '%"national_id_verified":"card-%' or v.columns like '%"national_id_verified":"population-database"%'
    or v.columns like '%"national_id_verified":"clerk"%' or v.columns like '%"national_id_verified":"1"%'
    or v.columns like '%"national_id_verified":"true"%' or v.columns like '%"national_id_verified":"yes"%'
    or v.columns like '%"national_id_verified":"verified"%'
);
