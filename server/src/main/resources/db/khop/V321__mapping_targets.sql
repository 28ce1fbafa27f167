-- Every target of a decision with what it depends on, as JSON, where code, display and relation, which are those of the first, do not say all; else the empty text.
alter table khop.mapping_decision add column targets varchar default '' not null;
