"""Columns of published data on violence and of Swedish registers, as their data dictionaries name them.

A column after a `!` must not come in. Files `of_incidents` hold a row an incident, the other ones a row a person.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Header:
    """The columns of one published file, separated by semicolons."""

    name: str
    of_incidents: bool
    columns: str


HEADERS = (
    Header(
        "NYPD shooting incident data",
        True,
        "INCIDENT_KEY;OCCUR_DATE;OCCUR_TIME;BORO;LOC_OF_OCCUR_DESC;PRECINCT;JURISDICTION_CODE;LOC_CLASSFCTN_DESC;"
        "LOCATION_DESC;STATISTICAL_MURDER_FLAG;PERP_AGE_GROUP;PERP_SEX;!PERP_RACE;VIC_AGE_GROUP;VIC_SEX;!VIC_RACE;"
        "X_COORD_CD;Y_COORD_CD;Latitude;Longitude;Lon_Lat",
    ),
    Header(
        "NYPD complaint data",
        True,
        "CMPLNT_NUM;CMPLNT_FR_DT;CMPLNT_FR_TM;CMPLNT_TO_DT;CMPLNT_TO_TM;"
        "ADDR_PCT_CD;RPT_DT;KY_CD;OFNS_DESC;PD_CD;PD_DESC;"
        "CRM_ATPT_CPTD_CD;LAW_CAT_CD;BORO_NM;LOC_OF_OCCUR_DESC;"
        "PREM_TYP_DESC;JURIS_DESC;PARKS_NM;HADEVELOPT;HOUSING_PSA;"
        "SUSP_AGE_GROUP;!SUSP_RACE;SUSP_SEX;TRANSIT_DISTRICT;PATROL_BORO;STATION_NAME;VIC_AGE_GROUP;!VIC_RACE;VIC_SEX",
    ),
    Header(
        "NYPD stop, question and frisk data",
        True,
        "STOP_ID;STOP_FRISK_DATE;STOP_FRISK_TIME;ISSUING_OFFICER_RANK;SUSPECT_ARRESTED_FLAG;WEAPON_FOUND_FLAG;"
        "DEMEANOR_OF_PERSON_STOPPED;SUSPECT_REPORTED_AGE;SUSPECT_SEX;!SUSPECT_RACE_DESCRIPTION;SUSPECT_HEIGHT;"
        "SUSPECT_WEIGHT;STOP_LOCATION_PRECINCT;STOP_LOCATION_FULL_ADDRESS;STOP_LOCATION_STREET_NAME;"
        "STOP_LOCATION_ZIP_CODE;STOP_LOCATION_X;STOP_LOCATION_Y",
    ),
    Header(
        "LAPD crime data from 2020",
        True,
        "DR_NO;Date Rptd;DATE OCC;TIME OCC;AREA;AREA NAME;"
        "Rpt Dist No;Part 1-2;Crm Cd;Crm Cd Desc;Mocodes;Vict Age;Vict Sex;"
        "!Vict Descent;Premis Cd;Premis Desc;Weapon Used Cd;Weapon Desc;Status;Status Desc;Crm Cd 1;Crm Cd 2;LOCATION;"
        "Cross Street;LAT;LON",
    ),
    Header(
        "LAPD arrest data",
        False,
        "Report ID;Report Type;Arrest Date;Time;Area ID;Area Name;Reporting District;Age;Sex Code;!Descent Code;"
        "Charge Group Code;Charge Group Description;Arrest Type Code;Charge;Charge Description;Disposition Description;"
        "!Address;!Cross Street;LAT;LON;Location;Booking Date;Booking Time;Booking Location;Booking Location Code",
    ),
    Header(
        "Philadelphia shooting victims",
        False,
        "objectid;year;dc_key;code;date_;time;!race;sex;age;wound;officer_involved;offender_injured;offender_deceased;"
        "location;!latino;point_x;point_y;dist;inside;outside;fatal;lat;lng",
    ),
    Header(
        "Chicago victims of homicides and non-fatal shootings",
        False,
        "CASE_NUMBER;DATE;BLOCK;VICTIMIZATION_PRIMARY;INCIDENT_PRIMARY;GUNSHOT_INJURY_I;UNIQUE_ID;!ZIP_CODE;WARD;"
        "COMMUNITY_AREA;STREET_OUTREACH_ORGANIZATION;AREA;DISTRICT;BEAT;AGE;SEX;!RACE;VICTIMIZATION_FBI_CD;"
        "INCIDENT_FBI_CD;VICTIMIZATION_IUCR_CD;HOMICIDE_VICTIM_FIRST_NAME;HOMICIDE_VICTIM_MI;HOMICIDE_VICTIM_LAST_NAME;"
        "MONTH;DAY_OF_WEEK;HOUR;LOCATION_DESCRIPTION;STATE_HOUSE_DISTRICT;STATE_SENATE_DISTRICT;UPDATED;LATITUDE;"
        "LONGITUDE;LOCATION",
    ),
    Header(
        "Chicago crimes",
        True,
        "ID;Case Number;Date;Block;IUCR;Primary Type;"
        "Description;Location Description;Arrest;Domestic;Beat;District;Ward;"
        "Community Area;FBI Code;X Coordinate;Y Coordinate;Year;Updated On;Latitude;Longitude;Location",
    ),
    Header(
        "Chicago arrests",
        False,
        "CB_NO;CASE NUMBER;ARREST DATE;!RACE;CHARGE 1 STATUTE;CHARGE 1 DESCRIPTION;CHARGE 1 TYPE;CHARGE 1 CLASS;"
        "CHARGES STATUTE;CHARGES DESCRIPTION",
    ),
    Header(
        "NIBRS victims",
        False,
        "data_year;victim_id;incident_id;victim_seq_num;victim_type_id;assignment_type_id;activity_type_id;"
        "outside_agency_id;age_id;age_num;sex_code;!race_id;!ethnicity_id;resident_status_code;age_range_low_num;"
        "age_range_high_num",
    ),
    Header(
        "NIBRS offenders and arrestees",
        False,
        "offender_id;offender_seq_num;age_id;age_num;sex_code;!race_id;!ethnicity_id;arrestee_id;arrest_date;"
        "multiple_indicator;offense_code;resident_code;under_18_disposition_code;clearance_ind;!race_desc;"
        "!ethnicity_name;bias_code",
    ),
    Header(
        "NIBRS incidents",
        True,
        "agency_id;incident_id;nibrs_month_id;cargo_theft_flag;submission_date;incident_date;report_date_flag;"
        "incident_hour;cleared_except_id;cleared_except_date;incident_status;data_home;orig_format;did;location_id;"
        "location_name;num_premises_entered;method_entry_code",
    ),
    Header(
        "SCB, LISA",
        False,
        "LopNr;Kon;FodelseAr;Alder;Civil;Lan;"
        "Kommun;Forsamling;!FodelseLand;!FodelseLandNamn;!FodLandKod;!FodGrEg3;!FodGrMor;"
        "!FodGrFar;!Medborgarskap;!MedbLand;!MedbGrEg4;!UtlSvBakg;!UtlSvBakgGrov;!Invandringsland;Sun2000niva;"
        "SsykStatus;DispInk04;AntalBarn;FamTyp;Yrkesstallning",
    ),
    Header(
        "SCB, population by region",
        False,
        "region;ålder;kön;år;!utländsk bakgrund;!svensk/utländsk bakgrund;!födelseland;!födelseregion;!medborgarskap;"
        "civilstånd;folkmängd;!modersmål",
    ),
    Header(
        "Brå, reported crime and confirmed shootings",
        True,
        "År;Månad;Polisregion;Region;Län;Kommun;"
        "Brottstyp;Brottskod;Antal;Per 100 000 inv;Bekräftade skjutningar;Avlidna;"
        "Skadade;Uppklarade;Personuppklarade;Detonationer;Försök;Förberedelser",
    ),
    Header(
        "Brå, persons suspected",
        False,
        "År;Kön;Ålder;Brott;"
        "Antal misstänkta;!Utrikesfödd;!Inrikes födda med två utrikesfödda föräldrar;!Utländsk bakgrund;"
        "!Födelseregion;!Folkgrupp;Lagföringsbeslut;Påföljd;Narkotikapreparat",
    ),
)
