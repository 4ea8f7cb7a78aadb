"""What a refusal says of the session itself, whatever was asked: the runtime and the sign-in form answer for it."""

FRESH_LOGIN = "auth.fresh_login"
"""Who is there must be proved again."""
SESSION_ENDED = "auth.session_ended"
ENDS_SESSION = (SESSION_ENDED, "auth.ip_denied")
"""The services no longer know the session."""
DUE = {"auth.password_due": "must_change_password", "auth.second_factor_due": "must_set_up_second_factor"}
"""Nothing is answered before something is done → what the session says of it."""
CODE_NEEDED = "auth.code_needed"
"""The password was right, and a code is wanted."""
AT_CODE = (CODE_NEEDED, "auth.bad_code", "auth.code_used")
"""What is wrong is the code, not the password."""
