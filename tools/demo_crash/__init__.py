"""`make demo-crash`: an agent is killed between the commit of a booking and its confirmation; the call goes on."""
