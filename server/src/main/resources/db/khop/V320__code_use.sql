-- How often each facility used each code on each day, and of a month that is long over, in that month (under its first day). No patient, no stay.
create table khop.code_use (
    facility varchar(32) not null,
    system   varchar(200) not null,
    code     varchar(64) not null,
    used_on  date not null,
    uses     bigint not null,
    primary key (system, code, facility, used_on)
);
create index code_use_facility on khop.code_use (facility, used_on);
create index code_use_day on khop.code_use (used_on);

-- What came and is not in the counts yet: added in the transaction of what brought it, so that hospitals who send at once never wait for each other.
create table khop.code_use_arrival (
    arrival_number bigint generated always as identity primary key,
    facility varchar(32) not null,
    system   varchar(200) not null,
    code     varchar(64) not null,
    used_on  date not null,
    uses     bigint not null
);

-- One row; whoever brings arrivals into the counts holds its lock.
create table khop.code_use_folding (
    folded bigint not null
);
insert into khop.code_use_folding (folded) values (0);
