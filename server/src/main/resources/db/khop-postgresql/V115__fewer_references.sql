-- A feed and a load asked six times a record whether what they had written a statement before is there. Who belongs to whom (membership), the versions of records and the
-- links of records and persons keep their references; the numbers of changes, the evidence of a link and what is still to be told are written by the same transaction, or not at all.
alter table khop.link_event drop constraint if exists link_event_change_number_fkey;
alter table khop.link_event drop constraint if exists link_event_evidence_source_id_fkey;
alter table khop.person_event drop constraint if exists person_event_change_number_fkey;
alter table khop.outbox_new drop constraint if exists outbox_new_change_number_fkey;
alter table khop.outbox_new drop constraint if exists outbox_new_person_id_fkey;
alter table khop.outbox drop constraint if exists outbox_change_number_fkey;
alter table khop.outbox drop constraint if exists outbox_person_id_fkey;
