-- What is done if a second person says the same as the first; null where the verdict on the pair says it.
alter table khop.task add column proposal varchar;
