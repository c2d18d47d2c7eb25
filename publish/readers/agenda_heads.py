"""What people write over the columns of an agenda that is a table, in the languages that the house styles speak."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

NUMBER, SUBJECT, ITEM, TIME, END, LEAD, PAPER, CLOSED = (
    "number",
    "subject",
    "item",
    "time",
    "end",
    "lead",
    "paper",
    "confidential",
)
"""What a column is; `ITEM` is a number where another is the subject, and the subject where none is."""

_WORDS: Mapping[str, str] = {
    NUMBER: """# · no · no. · nr · nr. · № · n° · nº · n.º · num · number · item no · item no. · item number
        · item nr · agenda no · agenda item no · agenda item number · ref · ref. · reference · rhif · rhif eitem
        · rhif yr eitem · eitem rhif · numéro · nummer · número · numero · lp · lp. · l.p. · numer · čís. · číslo
        · α/α · αρ. · номер · п/п · № п/п · stt · sıra · sıra no · sorszám · ref no · 番号 · 编号 · 序号 · 編號 · 序號
        · 번호 · رقم · م · ر.م · מס · מס' · क्र. · क्रमांक · ক্রমিক · ลำดับ · ลำดับที่""",
    ITEM: """item · items · agenda item · agenda items · eitem · eitemau · eitem ar yr agenda · punkt · top
        · tagesordnungspunkt · point · points · point de l'ordre du jour · punto · punti · puntos · ponto · punt
        · agendapunt · punct · punkt porządku obrad · bod · bod programu · mír · nì · cuspair · θέμα · البند · بند
        · بڕگە · مورد · موضوع · נושא · סעיף · विषय · मद · বিষয় · મુદ્દો · ਮੱਦ · 議題 · 议题 · 議程 · 议程 · 항목 · 의제
        · ርዕሰ ጉዳይ · ነጥቢ · napirendi pont · klausimas · အကြောင်းအရာ · ចំណុច · вопрос · питання · пункт · qodob
        · ärende · பொருள் · วาระ · ระเบียบวาระ · madde · gündem maddesi · شق · mục · kókó · business
        · order of business""",
    SUBJECT: """subject · subjects · topic · topics · title · description · matter · matters · details · detail
        · heading · subject matter · item title · item description · item of business · agenda topic
        · discussion item · issue · pwnc · pynciau · teitl · disgrifiad · mater · sujet · objet · intitulé · thème
        · titre · thema · gegenstand · betreff · titel · inhalt · asunto · tema · título · descripción · oggetto
        · argomento · titolo · assunto · descrição · onderwerp · omschrijving · temat · przedmiot · treść · opis
        · téma · předmět · název · tárgy · subiect · subiectul · тема · ämne · rubrik · konu · ábhar · الموضوع
        · العنوان · الوصف · תיאור · 件名 · 主题 · 主題 · 事项 · 事項 · 내용 · 안건 · chủ đề · nội dung · เรื่อง""",
    TIME: """time · times · timing · timings · start · starts · start time · begins · from · when · duration
        · length · mins · min · minutes · approx time · approximate time · allotted time · time allotted
        · time allocated · clock · amser · hyd · munudau · heure · horaire · durée · zeit · uhrzeit · dauer
        · beginn · hora · horario · duración · inicio · ora · orario · durata · duração · horário · início · tijd
        · tijdstip · duur · aanvang · godzina · czas · czas trwania · čas · délka · am · àm · ώρα · διάρκεια
        · الوقت · الساعة · المدة · کات · ساعت · وخت · وقت · שעה · זמן · समय · अवधि · সময় · સમય · ਸਮਾਂ · 時刻 · 時間
        · 时间 · 时长 · 시간 · ሰዓት · időpont · idő · időtartam · laikas · trukmė · အချိန် · ម៉ោង · время · час · waqtiga
        · tid · tidpunkt · நேரம் · เวลา · saat · süre · giờ · thời gian · àkókò""",
    END: """end · ends · end time · finish · until · to · gorffen · fin · ende · bis · fim · fine · einde · koniec
        · konec""",
    LEAD: """lead · leads · led by · lead officer · lead person · lead member · who · by · by whom · owner
        · presenter · presented by · presenting · speaker · speakers · officer · report author · author · name
        · person · responsible · responsibility · introduced by · sponsor · facilitator · lead / presenter
        · arweinydd · arweinir gan · cyflwynir gan · cyflwynydd · swyddog · pwy · présenté par · rapporteur
        · intervenant · qui · responsable · leitung · wer · vortrag · referent · referentin · berichterstatter
        · berichterstattung · verantwortlich · zuständig · a cargo de · ponente · quién · a cura di · relatore
        · chi · responsabile · quem · responsável · apresentado por · geleid door · wie · spreker · inleider
        · verantwoordelijke · prowadzi · referuje · referent · prelegent · kto · odpowiedzialny · předkládá · kdo
        · faoi stiúir · cé · air a stiùireadh le · cò · εισηγείται · ποιος · يقدّمه · يقدمه · المسؤول · المتحدث
        · المقدم · بە سەرپەرشتیی · کێ · ارائه‌دهنده · مسئول · وړاندې کوونکی · څوک · پیش کنندہ · کون · מוביל · מציג · מי
        · अध्यक्ष · प्रस्तुतकर्ता · कौन · উপস্থাপক · কে · રજૂકર્તા · કોણ · ਪੇਸ਼ਕਾਰ · ਕੌਣ · 担当 · 担当者 · 主持 · 负责人
        · 負責人 · 담당 · 담당자 · አቅራቢ · ማን · ኣቕራቢ · መን · előterjesztő · előadó · ki · pristato · kas · တင်ပြသူ · မည်သူ
        · ដឹកនាំដោយ · នរណា · prezentat de · cine · докладывает · докладчик · кто · доповідає · доповідач · хто
        · waxaa hoggaaminaya · yaa · föredras av · föredragande · vem · முன்வைப்பவர் · யார் · ผู้นำเสนอ
        · ผู้รับผิดชอบ · sunan · kim · phụ trách · ai · olùdarí · ta ni""",
    PAPER: """paper · papers · paper no · report · reports · document · documents · attachment · attachments
        · attached · enclosure · enclosures · encl · encl. · enc · enc. · appendix · appendices
        · supporting papers · supporting paper · supporting document · supporting documents · papur · papurau
        · adroddiad · atodiad · pièce · pièces · annexe · annexes · unterlage · unterlagen · vorlage · anlage
        · anlagen · documento · documentos · anexo · documenti · allegato · allegati · stuk · stukken · bijlage
        · bijlagen · dokument · dokumenty · załącznik · materiały · příloha · páipéar · pàipear · έγγραφο · الورقة
        · الوثيقة · المرفقات · بەڵگەنامەی · سند · دستاویز · מסמך · पत्र · নথি · દસ્તાવેજ · ਕਾਗਜ਼ · 資料 · 文件 · 문서
        · ሰነድ · irat · melléklet · dokumentas · စာတမ်း · ឯកសារ · документ · материалы · матеріали · warqad
        · bilaga · ஆவணம் · เอกสาร · belge · ek · tài liệu · ìwé""",
    CLOSED: """confidential · exempt · private · public/private · public or private · open/closed · open or closed
        · open/exempt · cyfrinachol · eithriedig · vertraulich · nichtöffentlich · confidentiel · huis clos
        · confidencial · riservato · vertrouwelijk · besloten · poufne · سري""",
}


def _folded(head: str) -> str:
    """A head without the signs around it, and what stands in brackets behind it."""
    head = unicodedata.normalize("NFC", head).replace("’", "'").replace("\u200c", "")
    head = re.sub(r"\s*\([^()]*\)\s*$", "", re.sub(r"[*_`]", "", head)).casefold()
    return " ".join(head.split()).rstrip(" :?")


_KINDS: dict[str, str] = {}
for _kind, _words in _WORDS.items():
    for _word in re.split(r"\s*·\s*", _words):
        _KINDS.setdefault(_folded(_word), _kind)


def kind(head: str) -> str:
    """What a column with this head is; empty for one that is not known."""
    folded = _folded(head)
    return _KINDS.get(folded) or _KINDS.get(folded.rstrip("."), "")


def in_minutes(head: str) -> bool:
    """Whether figures under this head are minutes."""
    return (
        re.search(r"\bmin(?:s|utes|uten|uti|utos)?\b|\bmunud|\bminut|分|دقيق|duration|durée|dauer", head, re.I)
        is not None
    )
