-- Whether the version became the present one when it came. Of those from before: a version that came after one of a later event did not.
alter table khop.source_version add column taken boolean default true not null;
update khop.source_version set taken = false where exists (
    select 1 from khop.source_version earlier
    where earlier.source_id = khop.source_version.source_id
      and earlier.version < khop.source_version.version
      and earlier.event_time > khop.source_version.event_time
);
