package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.Facilities;

/** Which hospitals may feed. */
@RestController
class FacilityController {
    private final ObjectProvider<Facilities> facilities;

    FacilityController(ObjectProvider<Facilities> facilities) {
        this.facilities = facilities;
    }

    /** @param items codes, sorted */
    record FacilityList(List<String> items) {}

    @GetMapping("/api/v1/facilities")
    @Operation(summary = "The codes of the hospitals that may feed, whether or not anything came from them")
    FacilityList facilities() {
        return new FacilityList(facilities.getObject().all().stream().sorted().toList());
    }
}
