-- What a record is searched by, in one row: twenty rows a record, each with two entries in indexes, were most of the database and of the work of a feed.
-- The texts of names, telephones and addresses stand one after the other, each word behind the code of its field and each text before a bar:
-- ' n:nguyen n:van n:an | f:nguyen |'. Derived: may be emptied and filled again.
create table khop.search_text (
    source_id  varchar(24) primary key,
    birth_date ${text},
    gender     varchar(16),
    folded     ${text} not null,
    exact      ${text} not null
);

insert into khop.search_text (source_id, birth_date, gender, folded, exact)
select
    s.source_id,
    (select max(t.exact) from khop.search_term t where t.source_id = s.source_id and t.field = 'BIRTH_DATE'),
    (select max(t.exact) from khop.search_term t where t.source_id = s.source_id and t.field = 'GENDER'),
    coalesce((
        select string_agg(distinct ' ' || w.code || replace(t.folded, ' ', ' ' || w.code) || ' |', '')
        from khop.search_term t
        join (values ('NAME', 'n:'), ('FAMILY', 'f:'), ('GIVEN', 'g:'), ('TELECOM', 't:'), ('ADDRESS', 'a:')) as w (field, code)
            on w.field = t.field
        where t.source_id = s.source_id and not exists (
            select 1 from khop.search_term longer
            where longer.source_id = t.source_id and longer.field = t.field
              and right(longer.folded, char_length(t.folded) + 1) = ' ' || t.folded)
    ), ''),
    coalesce((
        select string_agg(distinct ' ' || w.code || replace(t.exact, ' ', ' ' || w.code) || ' |', '')
        from khop.search_term t
        join (values ('NAME', 'n:'), ('FAMILY', 'f:'), ('GIVEN', 'g:'), ('TELECOM', 't:'), ('ADDRESS', 'a:')) as w (field, code)
            on w.field = t.field
        where t.source_id = s.source_id and not exists (
            select 1 from khop.search_term longer
            where longer.source_id = t.source_id and longer.field = t.field
              and right(longer.exact, char_length(t.exact) + 1) = ' ' || t.exact)
    ), '')
from khop.source_record s;

drop table khop.search_term;
create index search_text_birth on khop.search_text (birth_date);
