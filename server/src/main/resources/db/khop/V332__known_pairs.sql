-- A question whose answer is known, asked again of a clerk who is not told so: how well each of them decides is measured by it. It looks like a task and is none.
create table khop.known_pair (
    task_id    varchar(24) primary key,
    clerk      varchar(200) not null,
    -- the task of which two people said the same, and what that was
    known_task varchar(24) not null references khop.task (task_id),
    answer     varchar(16) not null,
    -- whose its two records are shown to be: what they were before it was known
    person_a   varchar(24) not null references khop.person (person_id),
    person_b   varchar(24) not null references khop.person (person_id),
    -- the task after which it stands in the clerk's list
    after_task varchar(24),
    type       varchar(16) not null,
    state      varchar(32) not null,
    version    integer not null,
    opened_at  timestamp(6) with time zone not null,
    updated_at timestamp(6) with time zone not null,
    assignee   varchar(200),
    taken_at   timestamp(6) with time zone,
    until      timestamp(6) with time zone,
    escalated  boolean not null,
    reason     varchar(40) not null,
    note       varchar(500) not null,
    -- what the clerk said; null while nothing is said
    given      varchar(16),
    constraint known_pair_once unique (clerk, known_task)
);
create index known_pair_given on khop.known_pair (updated_at);
