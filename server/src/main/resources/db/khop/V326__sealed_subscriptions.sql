-- Sealed, a criterion is longer than it reads.
alter table khop.subscription alter column criterion_text set data type varchar;
