-- Keys by which values are sealed and numbers are found, each wrapped by a key that is never in the database. Epoch 0 stands for what was written in the clear before. Nothing here: nothing is sealed.
create table khop.key_epoch (
    epoch   integer primary key,
    secret  varchar(200) not null,
    state   varchar(16) not null,
    made_at timestamp with time zone not null
);

-- Going over to another epoch, in the background: how far it is.
create table khop.key_run (
    run_number bigint generated always as identity primary key,
    epoch      integer not null references khop.key_epoch (epoch),
    phase      varchar(16) not null,
    -- the last record that is done
    last_record varchar(24),
    records    bigint not null,
    of_records bigint not null,
    started_by varchar(200) not null,
    second_by  varchar(200),
    started_at timestamp with time zone not null,
    updated_at timestamp with time zone not null,
    worker     varchar(64),
    failure    varchar(500)
);

-- The first of the two people who want other keys.
create table khop.key_proposal (
    proposed_by varchar(200) not null
);

-- Where a number is looked up, its column holds what it is found by, which cannot be read back; here is what can.
alter table khop.source_record add column local_id_sealed varchar;
alter table khop.source_identifier add column number_sealed varchar;
alter table khop.stated_relation add column number_sealed varchar;
alter table khop.verification add column fingerprint_sealed varchar;

-- A sealed text is longer than a hash.
alter table khop.message alter column content_hash set data type varchar(200);
alter table khop.record_issue alter column fingerprint set data type varchar(200);
