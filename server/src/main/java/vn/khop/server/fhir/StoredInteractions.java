package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.method.BaseMethodBinding;
import ca.uhn.fhir.rest.server.method.OperationMethodBinding;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Of what HAPI's persistence could do, only this is bound to the FHIR face: what is not bound is neither served nor declared. Its code operations would answer from
 * stored resources and not from the compiled releases, and the others have nobody who may call them.
 */
final class StoredInteractions {
    private static final Set<RestOperationTypeEnum> SERVED = Set.of(
            RestOperationTypeEnum.READ,
            RestOperationTypeEnum.VREAD,
            RestOperationTypeEnum.SEARCH_TYPE,
            RestOperationTypeEnum.CREATE,
            RestOperationTypeEnum.UPDATE,
            RestOperationTypeEnum.DELETE);

    /** Public because HAPI calls it by reflection. */
    @Hook(Pointcut.SERVER_PROVIDER_METHOD_BOUND)
    public @Nullable BaseMethodBinding onlyWhatIsServed(BaseMethodBinding binding) {
        boolean isStored = binding.getProvider() instanceof IResourceProvider;
        return isStored && !SERVED.contains(binding.getRestOperationType()) && !isValidation(binding) ? null : binding;
    }

    /** Validation asks our evaluator about codes. */
    private static boolean isValidation(BaseMethodBinding binding) {
        return binding instanceof OperationMethodBinding operation
                && operation.getName().equals("$validate");
    }
}
