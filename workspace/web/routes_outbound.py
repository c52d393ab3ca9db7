"""The routes of outbound work: the agents' tasks, and the supervisors' campaigns and suppressions."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import campaigns, suppressions, tasks
from workspace.web.door import at

WORK, RUN = Right.WORK_DESK, Right.RUN_CAMPAIGNS

OUTBOUND: tuple[Route, ...] = (
    at("POST", "/tasks/claims", tasks.claim, WORK),
    at("POST", "/tasks/{id}/acceptance", tasks.accept, WORK),
    at("POST", "/tasks/{id}/rejection", tasks.reject, WORK),
    at("POST", "/tasks/{id}/skips", tasks.skip, WORK),
    at("POST", "/tasks/{id}/attempts", tasks.dial, WORK),
    at("POST", "/callbacks/{id}/claims", tasks.claim_promise, WORK),
    at("POST", "/suppressions", tasks.suppress, WORK),
    at("GET", "/campaigns", campaigns.index, RUN),
    at("GET", "/campaigns/new", campaigns.new, RUN),
    at("POST", "/campaigns", campaigns.create, RUN),
    at("GET", "/campaigns/{id}", campaigns.show, RUN),
    at("POST", "/campaigns/{id}/moves", campaigns.move, RUN),
    at("POST", "/campaigns/{id}/distribution", campaigns.distribute, RUN),
    at("POST", "/campaigns/{id}/people", campaigns.join, RUN),
    at("POST", "/campaigns/{id}/departures", campaigns.leave, RUN),
    at("POST", "/attempts/{id}/settlements", campaigns.settle, RUN),
    at("GET", "/numbers", suppressions.show, RUN),
    at("POST", "/numbers/suppressions", suppressions.create, RUN),
    at("POST", "/suppressions/{id}/liftings", suppressions.lift, RUN),
)
