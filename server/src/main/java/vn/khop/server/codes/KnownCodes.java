package vn.khop.server.codes;

import vn.khop.terminology.resource.ResourceSpace;

/** Everything that a question about codes sees, but for what comes with it: releases, posted resources, packages, the specification's own codes. */
public interface KnownCodes {
    /** Taken once for each question, which is answered from it to its end. */
    ResourceSpace space();
}
