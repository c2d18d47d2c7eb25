"""A specimen of forty languages: the same small piece of news in each, with marks, stress, figures and a list.

The sentences are our own and no native reader has checked them: they are there for their letters.
"""

from __future__ import annotations

from functools import lru_cache

from publish.model import Article
from tests.support import tongues

# Language: headline, paragraph, two items of a list.
TEXTS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "en": ("The bus comes back", 'Bus 7 stops *every hour* at the school. "It changed the valley," said Ann.', ("a shelter", "a timetable")),
    "cy": ("Y bws yn dychwelyd", "Mae bws 7 yn aros *bob awr* wrth yr ysgol. \"Mae'r cwm wedi newid,\" meddai Siân Llŷr.", ("cysgodfan", "amserlen")),
    "ga": ("Tá an bus ar ais", 'Stopann bus 7 *gach uair* ag an scoil. "D\'athraigh sé an gleann," a dúirt Áine.', ("foscadán", "amchlár")),
    "gd": ("Tha am bus air ais", 'Stadaidh bus 7 *gach uair* aig an sgoil. "Dh\'atharraich e an gleann," thuirt Mòrag.', ("fasgadh", "clàr-ama")),
    "fr": ("Le bus revient", "Le bus 7 s'arrête *toutes les heures* devant l'école. \"La vallée a changé\", dit l'élève.", ("un abri", "un horaire")),
    "de": ("Der Bus kommt zurück", 'Bus 7 hält *jede Stunde* an der Schule. "Das Tal hat sich verändert", sagt Jörg Groß.', ("ein Häuschen", "ein Fahrplan")),
    "es": ("Vuelve el autobús", 'El autobús 7 para *cada hora* en la escuela. "El valle ha cambiado", dice Íñigo. ¿Y mañana?', ("una marquesina", "un horario")),
    "pt": ("O autocarro volta", 'O autocarro 7 pára *de hora em hora* na escola. "O vale mudou", diz a João.', ("um abrigo", "um horário")),
    "it": ("Torna l'autobus", "L'autobus 7 si ferma *ogni ora* davanti alla scuola. \"La valle è cambiata\", dice Niccolò.", ("una pensilina", "un orario")),
    "nl": ("De bus komt terug", 'Bus 7 stopt *elk uur* bij de school. "Het dal is veranderd", zegt Zoë. \'s Avonds ook.', ("een abri", "een dienstregeling")),
    "pl": ("Autobus wraca", 'Autobus 7 staje *co godzinę* przy szkole. "To zmieniło dolinę", mówi Łucja z Żarów.', ("wiata", "rozkład")),
    "cs": ("Autobus se vrací", 'Autobus 7 staví *každou hodinu* u školy. "Údolí se změnilo," řekl Jiří z Řečice.', ("přístřešek", "jízdní řád")),
    "sv": ("Bussen kommer tillbaka", 'Buss 7 stannar *varje timme* vid skolan. "Det ändrade dalen", säger Åsa.', ("en kur", "en tidtabell")),
    "hu": ("Visszatér a busz", 'A 7-es busz *óránként* megáll az iskolánál. "Megváltozott a völgy" – mondta Kőrösi Ágnes.', ("egy váró", "egy menetrend")),
    "ro": ("Autobuzul se întoarce", 'Autobuzul 7 oprește *din oră în oră* la școală. "Valea s-a schimbat", spune Ștefan.', ("un adăpost", "un orar")),
    "lt": ("Autobusas grįžta", '7 autobusas sustoja *kas valandą* prie mokyklos. "Slėnis pasikeitė", sako Žydrė.', ("stoginė", "tvarkaraštis")),
    "tr": ("Otobüs geri geliyor", '7 numaralı otobüs okulda *her saat* durur. "Vadi değişti," dedi Işıl Çağ.', ("bir durak", "bir tarife")),
    "el": ("Το λεωφορείο επιστρέφει", 'Το λεωφορείο 7 σταματά *κάθε ώρα* στο σχολείο. "Η κοιλάδα άλλαξε", είπε η Ελένη.', ("ένα στέγαστρο", "ένα δρομολόγιο")),
    "ru": ("Автобус возвращается", 'Автобус 7 останавливается *каждый час* у школы. "Долина изменилась", — сказала Ёлкина.', ("навес", "расписание")),
    "uk": ("Автобус повертається", 'Автобус 7 зупиняється *щогодини* біля школи. "Долина змінилася", — сказала Їжакевич.', ("навіс", "розклад")),
    "ar": ("عودة الحافلة", 'تتوقف الحافلة 7 *كل ساعة* عند المدرسة. "لقد تغيّر الوادي"، قالت ليلى.', ("مظلة", "جدول")),
    "fa": ("اتوبوس برمی‌گردد", 'اتوبوس ۷ *هر ساعت* جلوی مدرسه می‌ایستد. "دره عوض شد"، گفت ژاله پارسا.', ("سرپناه", "برنامه")),
    "ckb": ("پاسەکە دەگەڕێتەوە", 'پاسی ٧ *هەموو کاتژمێرێک* لای قوتابخانە ڕادەوەستێت. "دۆڵەکە گۆڕا"، ژیان وتی.', ("سێبەر", "خشتە")),
    "ps": ("بس بېرته راځي", 'بس ۷ *هر ساعت* د ښوونځي مخې ته درېږي. "دره بدله شوه"، ګلالۍ وویل.', ("سیوری", "مهالوېش")),
    "ur": ("بس واپس آ رہی ہے", 'بس 7 *ہر گھنٹے* سکول پر رکتی ہے۔ "وادی بدل گئی"، ٹیپو نے کہا۔', ("سائبان", "اوقات")),
    "ug": ("ئاپتوبۇس قايتىدۇ", '7-ئاپتوبۇس مەكتەپتە *ھەر سائەتتە* توختايدۇ. "جىلغا ئۆزگەردى"، دېدى گۈلنار.', ("سايىۋەن", "جەدۋەل")),
    "he": ("האוטובוס חוזר", 'אוטובוס 7 עוצר *כל שעה* ליד בית הספר. "העמק השתנה", אמרה נעמי מצה"ל.', ("סככה", "לוח זמנים")),
    "hi": ("बस लौट आई", 'बस 7 स्कूल पर *हर घंटे* रुकती है। "घाटी बदल गई," श्रद्धा ने कहा।', ("एक छाया", "एक समय-सारणी")),
    "bn": ("বাস ফিরছে", 'বাস ৭ স্কুলে *প্রতি ঘণ্টায়* থামে। "উপত্যকা বদলে গেছে," শ্রাবণী বললেন।', ("একটি ছাউনি", "একটি সময়সূচি")),
    "pa": ("ਬੱਸ ਮੁੜ ਆਈ", 'ਬੱਸ 7 ਸਕੂਲ ਕੋਲ *ਹਰ ਘੰਟੇ* ਰੁਕਦੀ ਹੈ। "ਵਾਦੀ ਬਦਲ ਗਈ," ਪ੍ਰੀਤ ਨੇ ਕਿਹਾ।', ("ਇੱਕ ਛੱਤ", "ਇੱਕ ਸਮਾਂ-ਸਾਰਣੀ")),
    "gu": ("બસ પાછી આવી", 'બસ 7 શાળા પાસે *દર કલાકે* ઊભી રહે છે. "ખીણ બદલાઈ ગઈ," શ્રદ્ધાએ કહ્યું.', ("એક છાપરું", "એક સમયપત્રક")),
    "ta": ("பேருந்து திரும்புகிறது", 'பேருந்து 7 பள்ளியில் *ஒவ்வொரு மணி நேரமும்* நிற்கிறது. "பள்ளத்தாக்கு மாறியது," என்றார் ஸ்ரீதேவி.', ("ஒரு நிழற்குடை", "ஒரு அட்டவணை")),
    "am": ("አውቶቡሱ ተመለሰ", 'አውቶቡስ 7 በትምህርት ቤቱ *በየሰዓቱ* ይቆማል። "ሸለቆው ተለወጠ" አለች ሐረግ።', ("መጠለያ", "የጊዜ ሰሌዳ")),
    "ti": ("እታ ኣውቶቡስ ተመሊሳ", 'ኣውቶቡስ 7 ኣብ ቤት ትምህርቲ *ነፍሲ ወከፍ ሰዓት* ትቐውም። "እቲ ስንጭሮ ተለዊጡ" በለት ጽጌ።', ("መጽለሊ", "ሰሌዳ ግዜ")),
    "so": ("Basku wuu soo noqday", 'Baska 7 *saacad kasta* wuxuu ku istaagaa dugsiga. "Dooxadu way isbeddeshay," ayay tiri Xaawo.', ("hooy", "jadwal")),
    "yo": ("Ọkọ̀ náà ti padà", 'Ọkọ̀ 7 ń dúró ní ilé-ìwé *ní wákàtí kọ̀ọ̀kan*. "Àfonífojì náà ti yí padà," Bọ́lá sọ.', ("ibi ìdúró", "àkókò ìrìnnà")),
    "vi": ("Xe buýt trở lại", 'Xe buýt số 7 dừng ở trường *mỗi giờ*. "Thung lũng đã đổi khác," chị Nguyễn Thị Hường nói.', ("một mái che", "một lịch chạy xe")),
    "th": ("รถเมล์กลับมาแล้ว", 'รถเมล์สาย 7 จอดที่โรงเรียน *ทุกชั่วโมง* "หุบเขาเปลี่ยนไปแล้ว" คุณปิ่นกล่าว', ("ที่พัก", "ตารางเวลา")),
    "km": ("រថយន្តក្រុងត្រឡប់មកវិញ", 'រថយន្តក្រុងលេខ 7 ឈប់នៅសាលារៀន *រៀងរាល់ម៉ោង*។ "ជ្រលងភ្នំបានផ្លាស់ប្តូរ" សុភាពនិយាយ។', ("កន្លែងជ្រក", "កាលវិភាគ")),
    "my": ("ဘတ်စ်ကား ပြန်လာပြီ", 'ဘတ်စ်ကား ၇ သည် ကျောင်း၌ *နာရီတိုင်း* ရပ်သည်။ "တောင်ကြား ပြောင်းလဲသွားပြီ" ဟု မြင့်မြင့် ပြောသည်။', ("အမိုး", "အချိန်ဇယား")),
    "zh-Hans": ("公交车回来了", '7路公交车*每小时*在学校停一次。"山谷变了。"李明说。', ("候车亭", "时刻表")),
    "zh-Hant": ("公車回來了", '7號公車*每小時*在學校停一次。"山谷變了。"李明說。', ("候車亭", "時刻表")),
    "ja": ("バスが戻ってくる", '7番のバスは*毎時*学校に停まる。"谷が変わった。"と田中さんは言った。', ("待合所", "時刻表")),
    "ko": ("버스가 돌아온다", '7번 버스는 *매시간* 학교에 선다. "골짜기가 달라졌다."라고 김민지 씨가 말했다.', ("정류장", "시간표")),
}  # fmt: skip


# Further languages: headline and paragraph, for their letters alone.
MORE: dict[str, tuple[str, str]] = {
    "sd": ("بس موٽي آئي", 'بس ۷ اسڪول وٽ *هر ڪلاڪ* بيهي ٿي. "وادي بدلجي وئي"، ڳوٺ جي ماڻهن چيو.'),
    "yi": ("דער אויטאָבוס קומט צוריק", 'אויטאָבוס 7 שטייט *יעדע שעה* בײַ דער שול. "דער טאָל האָט זיך געביטן", זאָגט יאַנקל.'),
    "lo": ("ລົດເມກັບມາແລ້ວ", 'ລົດເມສາຍ 7 ຈອດຢູ່ໂຮງຮຽນ *ທຸກຊົ່ວໂມງ*. "ຮ່ອມພູປ່ຽນໄປແລ້ວ" ນາງຄຳເວົ້າ.'),
    "si": ("බසය ආපසු", 'බස් අංක 7 පාසල ළඟ *සෑම පැයකම* නවතී. "නිම්නය වෙනස් විය," ශ්‍රියානි කීවාය.'),
    "te": ("బస్సు తిరిగి వచ్చింది", 'బస్సు 7 పాఠశాల వద్ద *ప్రతి గంటకు* ఆగుతుంది. "లోయ మారిపోయింది," అని శ్రీదేవి చెప్పింది.'),
    "kn": ("ಬಸ್ಸು ಮರಳಿದೆ", 'ಬಸ್ಸು 7 ಶಾಲೆಯ ಬಳಿ *ಪ್ರತಿ ಗಂಟೆಗೆ* ನಿಲ್ಲುತ್ತದೆ. "ಕಣಿವೆ ಬದಲಾಯಿತು," ಎಂದರು ಶ್ರೀದೇವಿ.'),
    "ml": ("ബസ് തിരിച്ചെത്തി", 'ബസ് 7 സ്കൂളിനടുത്ത് *ഓരോ മണിക്കൂറിലും* നിർത്തും. "താഴ്വര മാറി," ശ്രീദേവി പറഞ്ഞു.'),
    "or": ("ବସ୍ ଫେରିଲା", 'ବସ୍ ୭ ବିଦ୍ୟାଳୟ ପାଖରେ *ପ୍ରତି ଘଣ୍ଟାରେ* ରହେ। "ଉପତ୍ୟକା ବଦଳିଗଲା," ଶ୍ରୀଦେବୀ କହିଲେ।'),
    "ka": ("ავტობუსი ბრუნდება", 'ავტობუსი 7 სკოლასთან *ყოველ საათში* ჩერდება. "ხეობა შეიცვალა," თქვა ნინომ.'),
    "hy": ("Ավտոբուսը վերադառնում է", 'Ավտոբուս 7-ը դպրոցի մոտ կանգնում է *ամեն ժամ*։ "Հովիտը փոխվեց," ասաց Անին։'),
    "sr": ("Аутобус се враћа", 'Аутобус 7 стаје *сваког сата* код школе. "Долина се променила", каже Љиљана Ђурић.'),
    "sr-Latn": ("Autobus se vraća", 'Autobus 7 staje *svakog sata* kod škole. "Dolina se promenila", kaže Ljiljana Đurić.'),
    "kk": ("Автобус қайтып келді", '7-автобус мектепте *әр сағат сайын* тоқтайды. "Алқап өзгерді", — деді Әйгерім Іңкәрқызы.'),
    "mn": ("Автобус буцаж ирэв", 'Автобус 7 сургуулийн дэргэд *цаг тутам* зогсоно. "Хөндий өөрчлөгдсөн" гэж Өнөрөө хэлэв.'),
    "mt": ("Ix-xarabank lura", 'Ix-xarabank 7 tieqaf *kull siegħa* ħdejn l-iskola. "Il-wied inbidel," qalet Ġorġa Żammit.'),
    "is": ("Strætó kemur aftur", 'Strætó 7 stoppar *á hverri stundu* við skólann. "Dalurinn breyttist," sagði Þórdís Ævarsdóttir.'),
    "hmn": ("Lub npav rov los", 'Lub npav 7 nres *txhua teev* ntawm lub tsev kawm ntawv. "Lub roob tau hloov," Maiv hais.'),
    "qu": ("Karru kutimun", '7 karruqa *sapa hora* yachay wasipi sayan. "Wayq\'uqa tikrakun," nispa Ñusta rimarqan.'),
    "mi": ("Kua hoki mai te pahi", 'Ka tū te pahi 7 *ia hāora* ki te kura. "Kua huri te awaawa," hei tā Mārama.'),
    "haw": ("Hoʻi mai ke kaʻaahi", 'Kū ke kaʻa 7 *i kēlā me kēia hola* ma ke kula. "Ua loli ke awāwa," wahi a Leilani.'),
    "eo": ("La buso revenas", 'Buso 7 haltas *ĉiuhore* ĉe la lernejo. "La valo ŝanĝiĝis," diris Ĵoĉjo.'),
    "az": ("Avtobus qayıdır", '7 nömrəli avtobus məktəbdə *hər saat* dayanır. "Vadi dəyişdi", dedi Əliyə Işıqlı.'),
    "ce": ("Автобус юхайогӀу", '7 автобус ишколехь *хӀора сахьтехь* соцу. "Тогӏи хийцаелла", элира Хьавас.'),
}  # fmt: skip


@lru_cache(maxsize=1)
def articles() -> tuple[Article, ...]:
    """The piece in every language, in the order of the table; each is free of problems."""
    made = []
    for language, (title, text, items) in TEXTS.items():
        listed = "\n".join(f"- {item}" for item in items)
        article, problems = tongues.spoken(f"{text}\n\n{listed}", language, title=title, slug=language.lower())
        assert problems == (), problems
        made.append(article)
    return tuple(made)
