"""Members of the United Nations by the regions of its standard M49, as codes of three letters."""

from __future__ import annotations

from typing import Final

# Source: United Nations, Standard country or area codes for statistical use (M49).
_CODES: Final = {
    "Northern Africa": "DZA EGY LBY MAR SDN TUN",
    "Western Africa": "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SLE TGO",
    "Middle Africa": "AGO CAF CMR COD COG GAB GNQ STP TCD",
    "Eastern Africa": ("BDI COM DJI ERI ETH KEN MDG MOZ MUS MWI RWA SOM SSD SYC TZA UGA ZMB ZWE"),
    "Southern Africa": "BWA LSO NAM SWZ ZAF",
    "Northern America": "CAN USA",
    "Central America": "BLZ CRI GTM HND MEX NIC PAN SLV",
    "Caribbean": "ATG BHS BRB CUB DMA DOM GRD HTI JAM KNA LCA TTO VCT",
    "South America": "ARG BOL BRA CHL COL ECU GUY PER PRY SUR URY VEN",
    "Central Asia": "KAZ KGZ TJK TKM UZB",
    "Eastern Asia": "CHN JPN KOR MNG PRK",
    "South-eastern Asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "Southern Asia": "AFG BGD BTN IND IRN LKA MDV NPL PAK",
    "Western Asia": "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN QAT SAU SYR TUR YEM",
    "Northern Europe": "DNK EST FIN GBR IRL ISL LTU LVA NOR SWE",
    "Western Europe": "AUT BEL CHE DEU FRA LIE LUX MCO NLD",
    "Eastern Europe": "BGR BLR CZE HUN MDA POL ROU RUS SVK UKR",
    "Southern Europe": "ALB AND BIH ESP GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN",
    "Oceania": "AUS FJI FSM KIR MHL NRU NZL PLW PNG SLB TON TUV VUT WSM",
}
SUBREGIONS: Final = {region: tuple(codes.split()) for region, codes in _CODES.items()}
