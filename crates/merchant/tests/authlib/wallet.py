"""A wallet whose OAuth is Authlib's: nobody of us wrote it. Usage: wallet.py ISSUER EMAIL

What it needs from the mail it asks for on its output (`code?`) and reads from its input. It ends
with `done` when discovery, registration, code + PKCE, refresh and revocation went well.
"""

import json
import os
import sys
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

# The shop of the test is on loopback, without TLS.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7591 import ClientMetadataClaims
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url

REDIRECT = "http://127.0.0.1:43210/back"


class Form(HTMLParser):
    """The first form of a page with this action: its hidden fields."""

    def __init__(self, action):
        super().__init__()
        self.action, self.inside, self.found, self.fields = action, False, False, {}

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = not self.found and attrs.get("action") == self.action
            self.found = self.found or self.inside
        if tag == "input" and self.inside and attrs.get("type") == "hidden":
            self.fields[attrs["name"]] = attrs["value"]

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def send(browser, page, action, fields, follow=True):
    form = Form(action)
    form.feed(page.text)
    assert form.found, f"{page.url} has no form {action}"
    there = urljoin(page.url, action)
    return browser.post(there, data=form.fields | fields, allow_redirects=follow)


def has(page, action):
    form = Form(action)
    form.feed(page.text)
    return form.found


def discover(issuer):
    answer = requests.get(get_well_known_url(issuer, external=True))
    answer.raise_for_status()
    metadata = answer.json()
    assert metadata["issuer"] == issuer
    # Authlib takes https only; all else about the document is judged as it is.
    AuthorizationServerMetadata(json.loads(answer.text.replace("http://", "https://"))).validate()
    return metadata


def register(metadata):
    asked = {
        "client_name": "Authlib",
        "redirect_uris": ["http://127.0.0.1/back"],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": "loyalty.read loyalty.write",
    }
    answer = requests.post(metadata["registration_endpoint"], json=asked)
    assert answer.status_code == 201, answer.text
    registered = answer.json()
    ClientMetadataClaims(
        {name: registered[name] for name in asked},
        {"alg": "none"},
        ClientMetadataClaims.get_claims_options(metadata),
    ).validate()
    return registered["client_id"]


def consent(url, email):
    browser = requests.Session()
    page = browser.get(url)
    page = send(browser, page, "/sign-in/email", {"email": email})
    print("code?", flush=True)
    page = send(browser, page, "/sign-in/code", {"code": sys.stdin.readline().strip()})
    if has(page, "/sign-in/join"):
        page = send(browser, page, "/sign-in/join", {"name": "Aino"})
    page = send(browser, page, "/sign-in/decide", {"answer": "allow"}, follow=False)
    return page.headers["location"]


def main(issuer, email):
    metadata = discover(issuer)
    wallet = OAuth2Session(
        register(metadata),
        token_endpoint_auth_method="none",
        revocation_endpoint_auth_method="none",
        redirect_uri=REDIRECT,
        scope="loyalty.read loyalty.write",
        code_challenge_method="S256",
    )
    verifier = generate_token(64)
    url, state = wallet.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier
    )
    back = consent(url, email)
    assert parse_qs(urlsplit(back).query)["iss"] == [issuer]
    token = wallet.fetch_token(
        metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
    )
    account = f"{issuer}/v1/account"
    answer = wallet.get(account)
    assert answer.json()["member"]["email"] == email, answer.text

    fresh = wallet.refresh_token(
        metadata["token_endpoint"], refresh_token=token["refresh_token"]
    )
    assert fresh["refresh_token"] != token["refresh_token"]
    assert wallet.get(account).status_code == 200

    revoked = wallet.revoke_token(
        metadata["revocation_endpoint"], token=fresh["refresh_token"], token_type_hint="refresh_token"
    )
    assert revoked.status_code == 200, revoked.text
    assert wallet.get(account).status_code == 401
    try:
        wallet.refresh_token(metadata["token_endpoint"], refresh_token=fresh["refresh_token"])
    except OAuthError as error:
        assert error.error == "invalid_grant", error
    else:
        raise AssertionError("a revoked token was taken")
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
