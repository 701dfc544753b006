"""What the clinic knows of its patients, as far as a decision asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve, frozen

from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientCorrected, PatientRegistered, ProxyRecorded
from receptionist.ids import PatientId


@frozen(kw_only=True)
class Patients:
    """Some of the clinic's patients.

    Attributes:
        registered: What is known of each.
        proxies: For each patient who may speak for others, these others.
    """

    registered: Mapping[PatientId, PatientRegistered] = MappingProxyType({})
    proxies: Mapping[PatientId, tuple[PatientId, ...]] = MappingProxyType({})

    def after(self, event: Event) -> Patients:
        """What is known once *event* has happened."""
        match event:
            case PatientRegistered(patient_id=patient_id):
                return evolve(self, registered={**self.registered, patient_id: event})
            case PatientCorrected(patient_id=patient_id):
                now = PatientRegistered(
                    patient_id=patient_id, name=event.name, birth_date=event.birth_date, phone=event.phone
                )
                return evolve(self, registered={**self.registered, patient_id: now})
            case ProxyRecorded(patient_id=patient_id, proxy_id=proxy_id):
                wards = dict.fromkeys((*self.proxies.get(proxy_id, ()), patient_id))
                return evolve(self, proxies={**self.proxies, proxy_id: tuple(wards)})
            case _:
                return self
