-- How far each load of many records is, so that one that was interrupted goes on where it was.
create table khop.load (
    load_id    varchar(64) primary key,
    state      varchar(16) not null,
    good_rows  integer not null,
    bad_rows   integer not null,
    parts_done integer not null,
    parts      integer not null,
    created    integer not null,
    fed        integer not null,
    started_at timestamp with time zone not null,
    updated_at timestamp with time zone not null
);
