"""An issuer of live passes: django-walletpass, passes and web service both.

The protocol is theirs; this file only mounts it, with a database and files in FOLDER/django.

    tests/peers/certificates.sh FOLDER
    python tests/peers/django/server.py FOLDER [PORT]

prints its address as the first line and runs until its standard input ends. Its web service is under
/api. The control routes are those of ../hono/server.mjs, save "pooled", which is a fault of that one.
"""

import json
import os
import sys
import threading
from pathlib import Path
from time import sleep, time
from types import SimpleNamespace

FOLDER = Path(sys.argv[1]).resolve()
OWN = FOLDER / "django"
LOG = []
STATES = {}


class NoPush:
    """django-walletpass tells Apple's push service of every change; a test must not."""

    def push_notification_from_instance(self, _registration):
        return SimpleNamespace(status="200")


def log_requests(get_response):
    def answer(request):
        response = get_response(request)
        if "/v1/" in request.path:
            # As it came, still encoded: what the server makes of it is in request.path.
            path = request.META["RAW_URI"].removeprefix("/api")
            headers = {name.lower(): value for name, value in request.headers.items()}
            LOG.append({"method": request.method, "path": path, "status": response.status_code, "headers": headers})
        return response

    return answer


def settings(address):
    from django.conf import settings as django_settings

    OWN.mkdir(exist_ok=True)
    django_settings.configure(
        SECRET_KEY="of no consequence",
        ALLOWED_HOSTS=["127.0.0.1"],
        USE_TZ=True,
        ROOT_URLCONF="__main__",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MIDDLEWARE=["__main__.log_requests"],
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "django_walletpass"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": OWN / "db.sqlite3"}},
        MEDIA_ROOT=OWN / "media",
        REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": []},
        WALLETPASS={
            "CERT_PATH": FOLDER / "leaf.pem",
            "KEY_PATH": FOLDER / "leaf.key",
            "KEY_PASSWORD": None,
            "APPLE_WWDRCA_PEM_PATH": FOLDER / "intermediate.pem",
            "PASS_TYPE_ID": "pass.org.example.store",
            "TEAM_ID": "TEAM123456",
            "SERVICE_URL": f"{address}/api/",
            "WALLETPASS_PUSH_CLASS": "__main__.NoPush",
        },
    )


def issue(serial, change):
    """Issues a pass or raises it; what is not named stays as it was."""
    from django_walletpass.models import Pass
    from django_walletpass.services import PassBuilder
    from django_walletpass.settings import dwpconfig

    instance = Pass.objects.filter(serial_number=serial).first()
    before = STATES.get(serial, {"balance": 0, "signer": "leaf"})
    state = STATES[serial] = {**before, **change}
    dwpconfig["CERT_CONTENT"] = (FOLDER / f"{state['signer']}.pem").read_bytes()
    dwpconfig["KEY_CONTENT"] = (FOLDER / f"{state['signer']}.key").read_bytes()
    builder = PassBuilder.read_from_model(instance) if instance else PassBuilder()
    builder.pass_data_required["serialNumber"] = serial
    if "token" in change:
        builder.pass_data_required["authenticationToken"] = change["token"]
    points = {"key": "points", "label": "Points", "value": state["balance"], "changeMessage": "You now have %@ points"}
    card = {"headerFields": [points]}
    if "stamps" in state:
        card["secondaryFields"] = [{"key": "stamps", "label": "Stamps", "value": f"{state['stamps']}/10", "changeMessage": "%@ stamps"}]
    if "offer" in state:
        card["backFields"] = [{"key": "offer", "label": "Offer", "value": state["offer"]}]
    builder.pass_data.update({
        "formatVersion": 1,
        "organizationName": "Example Store",
        "description": "Example Store card",
        "logoText": "Example Store",
        "barcodes": [{"format": "PKBarcodeFormatQR", "message": serial, "messageEncoding": "utf-8"}],
        "storeCard": card,
    })
    builder.add_file("icon.png", (Path(__file__).parent.parent / "icon.png").read_bytes())
    builder.build()
    builder.write_to_model(instance)
    # Times in the protocol are whole seconds: once a change is answered, its second is over.
    sleep(1 - time() % 1)


def control_pass(request, serial):
    from django.http import HttpResponse
    from django_walletpass.models import Pass

    if request.method == "PUT":
        issue(serial, json.loads(request.body or "{}"))
    instance = Pass.objects.filter(serial_number=serial).first()
    if instance is None:
        return HttpResponse(status=404)
    if request.method == "DELETE":
        instance.delete()
        return HttpResponse()
    return HttpResponse(instance.data.read(), content_type="application/vnd.apple.pkpass")


def control_log(_request):
    from django.http import JsonResponse

    return JsonResponse(LOG, safe=False)


def control_registrations(_request):
    from django.http import JsonResponse
    from django_walletpass.models import Registration

    found = Registration.objects.select_related("pazz").all()
    rows = [{"device": one.device_library_identifier, "serial": one.pazz.serial_number, "pushToken": one.push_token} for one in found]
    return JsonResponse(rows, safe=False)


def main():
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    class Handler(WSGIRequestHandler):
        def get_environ(self):
            return {**super().get_environ(), "RAW_URI": self.path}

        def log_message(self, *_):
            pass

    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    server = ThreadedWSGIServer(("127.0.0.1", port), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    settings(address)

    import django
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    django.setup()
    call_command("migrate", verbosity=0)
    global urlpatterns
    urlpatterns = [
        path("api/", include("django_walletpass.urls")),
        path("control/passes/<path:serial>", control_pass),
        path("control/log", control_log),
        path("control/registrations", control_registrations),
    ]
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(address, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
