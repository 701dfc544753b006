"""What came of a call, told to another program of the clinic's: signed, once, in order, and tried for a day.

The debt is a row in the log's file, written with the call's end in one transaction (`owed.py`); what is sent is
computed from the log when it is sent (`projections/outcome.py`). It is the outbox's way, in a table of its own: an
effect goes into a room by the one relay of a call that goes on, an outcome to one address by any worker once the call
is over.
"""
