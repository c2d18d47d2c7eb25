"""`imprint.html`, compiled: see the package.

Written by `pytest tests/test_house_templates.py --update-golden`, by the Jinja2 that is installed.
"""

# ruff: noqa
# fmt: off
# mypy: ignore-errors

from jinja2.runtime import LoopContext, Macro, Markup, Namespace, TemplateNotFound, TemplateReference, TemplateRuntimeError, Undefined, escape, identity, internalcode, markup_join, missing, str_join
name = 'imprint.html'

def root(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_edition = resolve('edition')
    l_0_brand = l_0_tongue = l_0_ours = l_0_made = l_0_values = l_0_masthead = l_0_lead = l_0_leads_to = missing
    try:
        t_1 = environment.filters['day']
    except KeyError:
        @internalcode
        def t_1(*unused):
            raise TemplateRuntimeError("No filter named 'day' found.")
    try:
        t_2 = environment.filters['length']
    except KeyError:
        @internalcode
        def t_2(*unused):
            raise TemplateRuntimeError("No filter named 'length' found.")
    try:
        t_3 = environment.filters['markup']
    except KeyError:
        @internalcode
        def t_3(*unused):
            raise TemplateRuntimeError("No filter named 'markup' found.")
    pass
    l_0_brand = environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'brand')
    context.vars['brand'] = l_0_brand
    context.exported_vars.add('brand')
    def macro(l_1_language):
        t_4 = []
        if l_1_language is missing:
            l_1_language = undefined("parameter 'language' was not provided", name='language')
        pass
        if (l_1_language != environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'language')):
            pass
            t_4.extend((
                ' lang="',
                escape(l_1_language),
                '"',
            ))
        return concat(t_4)
    context.exported_vars.add('tongue')
    context.vars['tongue'] = l_0_tongue = Macro(environment, macro, 'tongue', ('language',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_text):
        t_5 = []
        if l_1_text is missing:
            l_1_text = undefined("parameter 'text' was not provided", name='text')
        pass
        if (environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'direction') != environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'direction')):
            pass
            t_5.extend((
                '<bdi dir="',
                escape(environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'direction')),
                '">',
                escape(l_1_text),
                '</bdi>',
            ))
        else:
            pass
            t_5.append(
                escape(l_1_text),
            )
        return concat(t_5)
    context.exported_vars.add('ours')
    context.vars['ours'] = l_0_ours = Macro(environment, macro, 'ours', ('text',), False, False, False, context.eval_ctx.autoescape)
    def macro():
        t_6 = []
        pass
        t_6.extend((
            '<meta name="generator" content="handbill">\n<meta name="dcterms.created" content="',
            escape(context.call(environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'issued'), 'isoformat'))),
            '">\n<meta name="dcterms.modified" content="',
            escape(context.call(environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'issued'), 'isoformat'))),
            '">',
        ))
        return concat(t_6)
    context.exported_vars.add('made')
    context.vars['made'] = l_0_made = Macro(environment, macro, 'made', (), False, False, False, context.eval_ctx.autoescape)
    def macro():
        t_7 = []
        l_1_stack = resolve('stack')
        pass
        t_7.extend((
            '  --brand: ',
            escape(environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'colour')),
            ';\n  --ink: ',
            escape(environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'ink')),
            ';\n  --on-brand: ',
            escape(environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'on_colour')),
            ';\n  --headings: ',
            escape(t_3(context.call((undefined(name='stack') if l_1_stack is missing else l_1_stack), environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'headings')))),
            ';\n  --text: ',
            escape(t_3(context.call((undefined(name='stack') if l_1_stack is missing else l_1_stack), environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'body')))),
            ';\n  --display: ',
            escape(t_3(context.call((undefined(name='stack') if l_1_stack is missing else l_1_stack), environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'body'), 'Display'))),
            ';\n  --code: ',
            escape(t_3(context.call((undefined(name='stack') if l_1_stack is missing else l_1_stack), environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'code')))),
            ';',
        ))
        return concat(t_7)
    context.exported_vars.add('values')
    context.vars['values'] = l_0_values = Macro(environment, macro, 'values', (), False, False, False, context.eval_ctx.autoescape)
    def macro():
        t_8 = []
        pass
        t_8.append(
            '<header class="masthead">\n',
        )
        if environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'logo'):
            pass
            t_8.extend((
                '  <div class="logo"><img src="',
                escape(environment.getattr(environment.getattr(environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'logo'), 'asset'), 'name')),
                '" alt="',
                escape(environment.getattr(environment.getattr((undefined(name='brand') if l_0_brand is missing else l_0_brand), 'logo'), 'alt')),
                '"></div>\n',
            ))
        t_8.extend((
            '  <div class="imprint"',
            escape(context.call((undefined(name='tongue') if l_0_tongue is missing else l_0_tongue), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'language'))),
            '>\n    <p class="organisation">',
            escape(context.call((undefined(name='ours') if l_0_ours is missing else l_0_ours), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'organisation'))),
            '</p>\n',
        ))
        if environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'strapline'):
            pass
            t_8.extend((
                '    <p class="strapline">',
                escape(context.call((undefined(name='ours') if l_0_ours is missing else l_0_ours), environment.getattr(environment.getattr((undefined(name='edition') if l_0_edition is missing else l_0_edition), 'publication'), 'strapline'))),
                '</p>\n',
            ))
        t_8.append(
            '  </div>\n</header>',
        )
        return concat(t_8)
    context.exported_vars.add('masthead')
    context.vars['masthead'] = l_0_masthead = Macro(environment, macro, 'masthead', (), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_article):
        t_9 = []
        l_1_ended = resolve('ended')
        if l_1_article is missing:
            l_1_article = undefined("parameter 'article' was not provided", name='article')
        pass
        t_9.append(
            '    <div class="lead">\n      <div class="dateline">\n',
        )
        for l_2_name in environment.getattr(l_1_article, 'byline'):
            _loop_vars = {}
            pass
            t_9.extend((
                '        <p class="byline">',
                escape(l_2_name),
                '</p>\n',
            ))
        l_2_name = missing
        t_9.extend((
            '        <p class="date">',
            escape(t_1(environment.getattr(l_1_article, 'published'), environment.getattr(l_1_article, 'language'))),
            '</p>\n      </div>\n',
        ))
        if environment.getattr(l_1_article, 'standfirst'):
            pass
            t_9.append(
                '      <p class="standfirst',
            )
            if (t_2(environment.getattr(l_1_article, 'standfirst')) > 300):
                pass
                t_9.append(
                    ' long',
                )
            t_9.extend((
                '">',
                escape(context.call((undefined(name='ended') if l_1_ended is missing else l_1_ended), environment.getattr(l_1_article, 'standfirst'))),
                '</p>\n',
            ))
        t_9.append(
            '    </div>\n',
        )
        if environment.getattr(l_1_article, 'picture'):
            pass
            t_9.extend((
                '    <div class="picture"><img src="',
                escape(environment.getattr(environment.getattr(environment.getattr(l_1_article, 'picture'), 'asset'), 'name')),
                '" alt="',
                escape(environment.getattr(environment.getattr(l_1_article, 'picture'), 'alt')),
                '"></div>\n',
            ))
        return concat(t_9)
    context.exported_vars.add('lead')
    context.vars['lead'] = l_0_lead = Macro(environment, macro, 'lead', ('article',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_link):
        t_10 = []
        l_1_readable = resolve('readable')
        if l_1_link is missing:
            l_1_link = undefined("parameter 'link' was not provided", name='link')
        pass
        t_10.extend((
            '<li><a href="',
            escape(environment.getattr(l_1_link, 'url')),
            '"><span class="what">',
            escape(environment.getattr(l_1_link, 'title')),
            '</span> <bdi class="url" dir="ltr">',
            escape(context.call((undefined(name='readable') if l_1_readable is missing else l_1_readable), environment.getattr(l_1_link, 'url'))),
            '</bdi></a></li>',
        ))
        return concat(t_10)
    context.exported_vars.add('leads_to')
    context.vars['leads_to'] = l_0_leads_to = Macro(environment, macro, 'leads_to', ('link',), False, False, False, context.eval_ctx.autoescape)

blocks = {}
debug_info = '2=31&3=34&5=49&6=71&8=76&9=78&11=84&12=90&13=92&14=94&15=96&16=98&17=100&18=102&19=108&21=114&22=118&24=125&25=127&26=130&27=134&32=143&35=152&36=157&38=163&40=166&41=171&44=184&45=188&48=196'
