-- How versions of posted resources stand by what somebody decided of them: draft, validated, activated from a day; the JSON of ResourceReleases.
-- Changed in one row together with code_generation, so that it is one switch for every process.
create table khop.code_standing (
    only_row integer primary key,
    body     text not null
);
