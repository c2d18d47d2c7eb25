"""`briefing.html`, compiled: see the package.

Written by `pytest tests/test_house_templates.py --update-golden`, by the Jinja2 that is installed.
"""

# ruff: noqa
# fmt: off
# mypy: ignore-errors

from jinja2.runtime import LoopContext, Macro, Markup, Namespace, TemplateNotFound, TemplateReference, TemplateRuntimeError, Undefined, escape, identity, internalcode, markup_join, missing, str_join
name = 'briefing.html'

def root(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_words = resolve('words')
    l_0_edition = resolve('edition')
    l_0_article = resolve('article')
    l_0_folio = resolve('folio')
    l_0_note_call = resolve('note_call')
    l_0_clear = resolve('clear')
    l_0_stack = resolve('stack')
    l_0_css = resolve('css')
    l_0_headline_width = resolve('headline_width')
    l_0_body = resolve('body')
    l_0_code = resolve('code')
    l_0_namespace = resolve('namespace')
    l_0_lines = resolve('lines')
    l_0_dialled = resolve('dialled')
    l_0_readable = resolve('readable')
    l_0_page = resolve('page')
    l_0_lead = l_0_leads_to = l_0_made = l_0_masthead = l_0_ours = l_0_tongue = l_0_values = l_0_say = l_0_contact = l_0_begins = missing
    try:
        t_1 = environment.filters['day']
    except KeyError:
        @internalcode
        def t_1(*unused):
            raise TemplateRuntimeError("No filter named 'day' found.")
    try:
        t_2 = environment.filters['join']
    except KeyError:
        @internalcode
        def t_2(*unused):
            raise TemplateRuntimeError("No filter named 'join' found.")
    try:
        t_3 = environment.filters['length']
    except KeyError:
        @internalcode
        def t_3(*unused):
            raise TemplateRuntimeError("No filter named 'length' found.")
    try:
        t_4 = environment.filters['markup']
    except KeyError:
        @internalcode
        def t_4(*unused):
            raise TemplateRuntimeError("No filter named 'markup' found.")
    try:
        t_5 = environment.filters['replace']
    except KeyError:
        @internalcode
        def t_5(*unused):
            raise TemplateRuntimeError("No filter named 'replace' found.")
    try:
        t_6 = environment.filters['string']
    except KeyError:
        @internalcode
        def t_6(*unused):
            raise TemplateRuntimeError("No filter named 'string' found.")
    try:
        t_7 = environment.filters['trim']
    except KeyError:
        @internalcode
        def t_7(*unused):
            raise TemplateRuntimeError("No filter named 'trim' found.")
    pass
    included_template = environment.get_template('imprint.html', 'briefing.html').make_module(context.get_all(), True, {'begins': l_0_begins, 'contact': l_0_contact, 'lead': l_0_lead, 'leads_to': l_0_leads_to, 'lines': l_0_lines, 'made': l_0_made, 'masthead': l_0_masthead, 'ours': l_0_ours, 'say': l_0_say, 'tongue': l_0_tongue, 'values': l_0_values})
    l_0_lead = getattr(included_template, 'lead', missing)
    if l_0_lead is missing:
        l_0_lead = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'briefing.html') does not export the requested name 'lead'", name='lead')
    l_0_leads_to = getattr(included_template, 'leads_to', missing)
    if l_0_leads_to is missing:
        l_0_leads_to = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'briefing.html') does not export the requested name 'leads_to'", name='leads_to')
    l_0_made = getattr(included_template, 'made', missing)
    if l_0_made is missing:
        l_0_made = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'briefing.html') does not export the requested name 'made'", name='made')
    l_0_masthead = getattr(included_template, 'masthead', missing)
    if l_0_masthead is missing:
        l_0_masthead = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'briefing.html') does not export the requested name 'masthead'", name='masthead')
    l_0_ours = getattr(included_template, 'ours', missing)
    if l_0_ours is missing:
        l_0_ours = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'briefing.html') does not export the requested name 'ours'", name='ours')
    l_0_tongue = getattr(included_template, 'tongue', missing)
    if l_0_tongue is missing:
        l_0_tongue = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'briefing.html') does not export the requested name 'tongue'", name='tongue')
    l_0_values = getattr(included_template, 'values', missing)
    if l_0_values is missing:
        l_0_values = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'briefing.html') does not export the requested name 'values'", name='values')
    context.vars.update({'lead': l_0_lead, 'leads_to': l_0_leads_to, 'made': l_0_made, 'masthead': l_0_masthead, 'ours': l_0_ours, 'tongue': l_0_tongue, 'values': l_0_values})
    context.exported_vars.difference_update(('lead', 'leads_to', 'made', 'masthead', 'ours', 'tongue', 'values'))
    l_0_say = context.call((undefined(name='words') if l_0_words is missing else l_0_words), environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'language'))
    context.vars['say'] = l_0_say
    context.exported_vars.add('say')
    l_0_contact = environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'contact')
    context.vars['contact'] = l_0_contact
    context.exported_vars.add('contact')
    def macro(l_1_part):
        t_8 = []
        l_1_starts = resolve('starts')
        if l_1_part is missing:
            l_1_part = undefined("parameter 'part' was not provided", name='part')
        pass
        for l_2_number in context.call(environment.getattr((undefined(name='starts') if l_1_starts is missing else l_1_starts), 'get'), l_1_part, ()):
            _loop_vars = {}
            pass
            t_8.extend((
                '<p class="standard-page">',
                escape(t_5(context.eval_ctx, environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'standard_page'), '{number}', t_6(l_2_number))),
                '</p>',
            ))
        l_2_number = missing
        return concat(t_8)
    context.exported_vars.add('begins')
    context.vars['begins'] = l_0_begins = Macro(environment, macro, 'begins', ('part',), False, False, False, context.eval_ctx.autoescape)
    yield '<!DOCTYPE html>\n<html lang="'
    yield escape(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'language'))
    yield '" dir="'
    yield escape(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'direction'))
    yield '" class="'
    yield escape(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'kind'))
    yield '">\n<head>\n<meta charset="utf-8">\n<title>'
    yield escape(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'title'))
    yield '</title>\n'
    t_9 = 1
    for l_1_name in environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'byline'):
        _loop_vars = {}
        pass
        yield '<meta name="author" content="'
        yield escape(l_1_name)
        yield '">\n'
        t_9 = 0
    l_1_name = missing
    if t_9:
        pass
        yield '<meta name="author" content="'
        yield escape(environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'organisation'))
        yield '">\n'
    if environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'standfirst'):
        pass
        yield '<meta name="description" content="'
        yield escape(environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'standfirst'))
        yield '">\n'
    if environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'tags'):
        pass
        yield '<meta name="keywords" content="'
        yield escape(t_2(context.eval_ctx, environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'tags'), ', '))
        yield '">\n'
    yield escape(context.call((undefined(name='made') if l_0_made is missing else l_0_made)))
    yield '\n<style>\n:root {\n'
    yield escape(context.call((undefined(name='values') if l_0_values is missing else l_0_values)))
    yield '\n  --folio: '
    yield escape(t_4((undefined(name='folio') if l_0_folio is missing else l_0_folio)))
    yield ';\n  --note-before: '
    yield escape(t_4(environment.getitem((undefined(name='note_call') if l_0_note_call is missing else l_0_note_call), 0)))
    yield ';\n  --note-after: '
    yield escape(t_4(environment.getitem((undefined(name='note_call') if l_0_note_call is missing else l_0_note_call), 1)))
    yield ';\n'
    if (undefined(name='clear') if l_0_clear is missing else l_0_clear):
        pass
        yield '  --clear: '
        yield escape(t_4(context.call((undefined(name='stack') if l_0_stack is missing else l_0_stack), (undefined(name='clear') if l_0_clear is missing else l_0_clear))))
        yield ';\n'
    yield '}\n</style>\n<style>\n'
    yield escape(t_4((undefined(name='css') if l_0_css is missing else l_0_css)))
    yield '\n</style>\n</head>\n<body>\n'
    yield escape(context.call((undefined(name='masthead') if l_0_masthead is missing else l_0_masthead)))
    yield '\n<article>\n  <header class="head">\n    <p class="kicker"'
    yield escape(context.call((undefined(name='tongue') if l_0_tongue is missing else l_0_tongue), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'language')))
    yield '>'
    yield escape(context.call((undefined(name='ours') if l_0_ours is missing else l_0_ours), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'title')))
    yield '</p>\n    <h1 data-title="'
    yield escape(environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'title'))
    yield '"'
    if (t_3(environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'title')) > 140):
        pass
        yield ' class="long"'
    elif (undefined(name='headline_width') if l_0_headline_width is missing else l_0_headline_width):
        pass
        yield ' style="max-width:'
        yield escape((undefined(name='headline_width') if l_0_headline_width is missing else l_0_headline_width))
        yield 'em"'
    yield '>'
    yield escape(environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'title'))
    yield '</h1>\n    '
    yield escape(t_7(context.call((undefined(name='lead') if l_0_lead is missing else l_0_lead), (undefined(name='article') if l_0_article is missing else l_0_article))))
    yield '\n  </header>\n  <div class="body" data-notes="'
    yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'notes'))
    yield '">\n'
    yield escape(t_4((undefined(name='body') if l_0_body is missing else l_0_body)))
    yield '\n  </div>\n</article>\n<footer class="ending">\n'
    if (environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'links') or environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'news')):
        pass
        yield '  <div class="boxes'
        if (not (environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'links') and environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'news'))):
            pass
            yield ' alone'
        yield '">\n'
        if environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'links'):
            pass
            yield '    '
            yield escape(context.call((undefined(name='begins') if l_0_begins is missing else l_0_begins), 'more'))
            yield '<section class="box more" data-n="more">\n      <h2 data-title="'
            yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'find_out_more'))
            yield '">'
            yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'find_out_more'))
            yield '</h2>\n      <ul>\n'
            for l_1_link in environment.getattr((undefined(name='article') if l_0_article is missing else l_0_article), 'links'):
                _loop_vars = {}
                pass
                yield '        '
                yield escape(context.call((undefined(name='leads_to') if l_0_leads_to is missing else l_0_leads_to), l_1_link, _loop_vars=_loop_vars))
                yield '\n'
            l_1_link = missing
            yield '      </ul>\n    </section>\n'
        if environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'news'):
            pass
            yield '    '
            yield escape(context.call((undefined(name='begins') if l_0_begins is missing else l_0_begins), 'news'))
            yield '<section class="box news" data-n="news">\n      <h2 data-title="'
            yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'also_in_the_news'))
            yield '">'
            yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'also_in_the_news'))
            yield '</h2>\n      <ul>\n'
            for l_1_item in environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'news'):
                l_1_ended = resolve('ended')
                _loop_vars = {}
                pass
                yield '        <li'
                yield escape(context.call((undefined(name='tongue') if l_0_tongue is missing else l_0_tongue), environment.getattr(l_1_item, 'language'), _loop_vars=_loop_vars))
                yield '><span class="what">'
                yield escape(environment.getattr(l_1_item, 'title'))
                yield '</span> <span class="gist">'
                yield escape(t_1(environment.getattr(l_1_item, 'published'), environment.getattr(l_1_item, 'language')))
                if environment.getattr(l_1_item, 'standfirst'):
                    pass
                    yield ' · '
                    yield escape(context.call((undefined(name='ended') if l_1_ended is missing else l_1_ended), environment.getattr(l_1_item, 'standfirst'), _loop_vars=_loop_vars))
                yield '</span></li>\n'
            l_1_item = l_1_ended = missing
            yield '      </ul>\n    </section>\n'
        yield '  </div>\n'
    yield '  '
    yield escape(context.call((undefined(name='begins') if l_0_begins is missing else l_0_begins), 'contact'))
    yield '<section class="contact" data-n="contact"'
    if (undefined(name='code') if l_0_code is missing else l_0_code):
        pass
        yield ' style="--code: '
        yield escape(environment.getattr((undefined(name='code') if l_0_code is missing else l_0_code), 'width'))
        yield 'px"'
    yield '>\n'
    if (undefined(name='code') if l_0_code is missing else l_0_code):
        pass
        yield '    <div class="code-box"><img src="'
        yield escape(environment.getattr((undefined(name='code') if l_0_code is missing else l_0_code), 'name'))
        yield '" alt="'
        yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'qr_code'))
        yield '"></div>\n'
    yield '    <h2 data-title="'
    yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'contact'))
    yield '">'
    yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'contact'))
    yield '</h2>\n    <div class="ways">\n      <div class="where"'
    yield escape(context.call((undefined(name='tongue') if l_0_tongue is missing else l_0_tongue), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'language')))
    yield '>\n        <p class="name">'
    yield escape(context.call((undefined(name='ours') if l_0_ours is missing else l_0_ours), (environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'name') or environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'organisation'))))
    yield '</p>\n'
    if environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'address'):
        pass
        l_0_lines = context.call((undefined(name='namespace') if l_0_namespace is missing else l_0_namespace), all=[])
        context.vars['lines'] = l_0_lines
        context.exported_vars.add('lines')
        for l_1_line in environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'address'):
            _loop_vars = {}
            pass
            if not isinstance(l_0_lines, Namespace):
                raise TemplateRuntimeError("cannot assign attribute on non-namespace object")
            l_0_lines['all'] = (environment.getattr((undefined(name='lines') if l_0_lines is missing else l_0_lines), 'all') + [(t_5(context.eval_ctx, l_1_line, ' ', '\xa0') if (t_3(l_1_line) < 24) else l_1_line)])
        l_1_line = missing
        yield '        <p>'
        yield escape(context.call((undefined(name='ours') if l_0_ours is missing else l_0_ours), t_2(context.eval_ctx, environment.getattr((undefined(name='lines') if l_0_lines is missing else l_0_lines), 'all'), ('، ' if (environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'language')[:2] in ('ar', 'fa', 'ur')) else ', '))))
        yield '</p>\n'
    if environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'rights'):
        pass
        yield '        <p class="rights"'
        yield escape(context.call((undefined(name='tongue') if l_0_tongue is missing else l_0_tongue), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'language')))
        yield '>'
        yield escape(context.call((undefined(name='ours') if l_0_ours is missing else l_0_ours), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'rights')))
        yield '</p>\n'
    yield '      </div>\n      <div class="how">\n'
    if environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'telephone'):
        pass
        yield '        <p><span class="way">'
        yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'telephone'))
        yield '</span> <span class="at"><a href="tel:'
        yield escape(context.call((undefined(name='dialled') if l_0_dialled is missing else l_0_dialled), environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'telephone')))
        yield '"><bdi dir="ltr">'
        yield escape(environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'telephone'))
        yield '</bdi></a></span></p>\n'
    if environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'email'):
        pass
        yield '        <p><span class="way">'
        yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'email'))
        yield '</span> <span class="at"><a href="mailto:'
        yield escape(environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'email'))
        yield '"><bdi dir="ltr">'
        yield escape(environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'email'))
        yield '</bdi></a></span></p>\n'
    if environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'website'):
        pass
        yield '        <p><span class="way">'
        yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'website'))
        yield '</span> <span class="at"><a href="'
        yield escape(environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'website'))
        yield '"><bdi dir="ltr">'
        yield escape(context.call((undefined(name='readable') if l_0_readable is missing else l_0_readable), environment.getattr((undefined(name='contact') if l_0_contact is missing else l_0_contact), 'website')))
        yield '</bdi></a></span></p>\n'
    yield '      </div>\n    </div>\n'
    if (undefined(name='code') if l_0_code is missing else l_0_code):
        pass
        yield '    <p class="online"><span class="way">'
        yield escape(environment.getattr((undefined(name='say') if l_0_say is missing else l_0_say), 'on_the_web'))
        yield '</span> <a href="'
        yield escape((undefined(name='page') if l_0_page is missing else l_0_page))
        yield '"><bdi class="address" dir="ltr">'
        yield escape(context.call((undefined(name='readable') if l_0_readable is missing else l_0_readable), (undefined(name='page') if l_0_page is missing else l_0_page)))
        yield '</bdi></a></p>\n'
    yield '  </section>\n</footer>\n</body>\n</html>\n'

blocks = {}
debug_info = '2=70&3=94&4=97&6=100&8=119&11=125&12=128&13=132&15=139&17=141&18=144&20=146&21=149&23=151&26=153&27=155&28=157&29=159&30=161&31=164&36=167&40=169&43=171&44=175&45=188&47=190&48=192&52=194&53=197&54=201&55=204&56=206&58=210&59=214&64=218&65=221&66=223&68=227&69=232&76=246&77=254&78=257&80=262&82=266&83=268&84=270&86=272&87=275&88=280&90=283&92=285&93=288&97=293&98=296&100=302&101=305&103=311&104=314&108=321&109=324'
