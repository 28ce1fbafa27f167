-- Records that cannot be linked by what their present version says, and why.
create table khop.unlinkable (
    source_id varchar(24) primary key references khop.source_record (source_id),
    facility  varchar(32) not null,
    class     varchar(32) not null,
    since     timestamp with time zone not null
);
create index unlinkable_facility on khop.unlinkable (facility, class, source_id);
