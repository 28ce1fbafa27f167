-- How many blocking keys were shared by more records than are compared when the link was made; 0 where everybody was.
alter table khop.link_event add column keys_cut integer default 0 not null;
