"""Join a vendor: its supervisor uses the link up and gets an account that ends with the vendor."""

from flows.errors import NotFoundError
from workspace.auth import Role
from workspace.passwords import hash_of
from workspace.people import check_login, check_name, check_password
from workspace.wiring.parts import Parts, new_id, new_token


def vendor_of_link(parts: Parts, token: str) -> str:
    """The name of the vendor a link is for. Raises NotFoundError for every link that may not be used, whatever the reason."""
    with parts.units.read() as unit:
        found = unit.vendors.of_link(token) if token else None
    if found is None:
        raise NotFoundError("link")
    name: str = found["name"]
    return name


def join_vendor(parts: Parts, token: str, login: str, name: str, password: str, again: str, *, address: str) -> str:
    """Use the link up, make the account and sign it in, all or nothing; returns the session's token.

    Raises NotFoundError ("link") when somebody was faster or the link has ended, InvalidError at the field that is wrong; then the
    link is as good as before.
    """
    vendor_of_link(parts, token)
    check_login(login)
    check_name(name)
    check_password(password, again, login)
    hashed = hash_of(password)
    person_id, session = new_id(), new_token()
    with parts.units.begin() as unit:
        vendor_id = unit.vendors.use_link(token)
        vendor = unit.vendors.get(vendor_id) if vendor_id else None
        if vendor is None:
            raise NotFoundError("link")
        columns = {"id": person_id, "login": login, "name": name, "role": Role.VENDOR, "vendor_id": vendor_id}
        unit.people.add(**columns, password_hash=hashed, expires_at=vendor["expires_at"])
        unit.sessions.open(person_id, session, new_token(), unit.now + parts.settings.session_lifetime, address)
        unit.audit.add("vendor_joined", f"vendor:{vendor_id}", {"login": login, "address": address}, person_id=person_id)
    return session
