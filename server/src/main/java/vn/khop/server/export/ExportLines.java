package vn.khop.server.export;

import java.util.List;
import vn.khop.server.registry.RegisterPages;

/** How persons and their records are written, a line each. */
public interface ExportLines {
    List<String> lines(ExportJob.Content content, RegisterPages.Entry entry);
}
