"""Small Fabric designs made here, so that tests of validity mean something without any corpus."""

STRANGE_TEXTS = ('اشترِ الآن واحصل على خصم', '今すぐ購入して割引を', 'Ein Wort')


def thing(kind, name, left, top, width, height, **more):
    return dict({'type': kind, 'id': name, 'version': '5.3.0', 'originX': 'left', 'originY': 'top',
                 'left': left, 'top': top, 'width': width, 'height': height, 'scaleX': 1, 'scaleY': 1,
                 'angle': 0, 'strokeWidth': 0, 'fill': '#225588', 'visible': True}, **more)


def text(name, words, left, top, width, size, **more):
    return thing('textbox', name, left, top, width, size * 1.13, text=words, fontSize=size,
                 fontFamily='Arial', lineHeight=1.16, styles=[], **more)


def image(name, left, top, width, height, **more):
    return thing('image', name, left, top, width, height, src='', cropX=0, cropY=0, **more)


def design(width, height, *objects):
    page = thing('rect', 'workspace', 0, 0, width, height, fill='#ffffff')
    page['name'] = 'clip'
    return {'version': '5.3.0', 'objects': [page, *objects]}


def button_ad():
    return design(300, 250, image('photo', 0, 0, 300, 120), image('logo', 12, 130, 60, 30),
                  text('headline', 'Everything must go', 12, 165, 200, 24),
                  thing('rect', 'button', 190, 205, 96, 32, rx=6, ry=6),
                  text('label', 'Buy now', 198, 212, 80, 16, textAlign='center'))


def card_poster():
    return design(900, 1200, thing('rect', 'back', 0, 0, 900, 1200), thing('rect', 'card', 100, 600, 500, 400),
                  text('title', 'A quiet evening', 130, 630, 440, 56),
                  text('body', 'Music from eight until late.', 130, 720, 440, 28),
                  text('date', '12 May', 640, 80, 200, 48), image('portrait', 250, 120, 300, 400))


def turned():
    return design(1080, 1080, image('plate', 200, 300, 400, 300, angle=15),
                  thing('circle', 'badge', 720, 90, 240, 240, radius=120),
                  text('badge-text', '-50 %', 760, 180, 160, 56, textAlign='center'),
                  text('slanted', 'Up and away', 120, 860, 500, 72, angle=-8))


def scripts():
    arabic, japanese, plain = STRANGE_TEXTS
    return design(600, 600, text('arabic', arabic, 60, 60, 480, 40, direction='rtl', textAlign='right'),
                  text('japanese', japanese, 60, 200, 480, 40, splitByGrapheme=True),
                  text('plain', plain, 60, 400, 480, 24))


def nested():
    inner = thing('group', 'inner', -90, 0, 180, 30, objects=[text('small', 'in a group', -90, -15, 180, 20)])
    group = thing('group', 'lockup', 60, 60, 240, 120, objects=[
        thing('rect', 'plate', -120, -60, 240, 120), text('name', 'Harbour', -100, -50, 200, 36), inner])
    return design(800, 600, group, text('claim', 'Fresh every day', 60, 300, 500, 48), image('fish', 480, 60, 240, 180))


def in_one_group():
    """The whole design inside one group, and half of it inside another one there."""
    inner = thing('group', 'offer', -480, 140, 960, 360, objects=[
        thing('rect', 'plate', -480, -180, 960, 360),
        text('price', 'Only 12 today', -440, -140, 880, 72), text('terms', 'While stocks last', -440, 20, 880, 28)])
    whole = thing('group', 'whole', 60, 40, 960, 1000, objects=[
        image('photo', -480, -500, 960, 420), text('headline', 'The big summer sale', -480, -40, 960, 80), inner])
    return design(1080, 1080, whole, image('logo', 900, 1045, 120, 30))


def story():
    lines = [text(f'line{i}', f'Line number {i} of the story', 90, 260 + 150 * i, 900, 56) for i in range(6)]
    return design(1080, 1920, image('sky', -20, -20, 1120, 1960), *lines,
                  thing('rect', 'cta', 340, 1640, 400, 120), text('cta-label', 'Swipe up', 380, 1672, 320, 48,
                                                                  textAlign='center'))


def crowd(count=200):
    objects = []
    for i in range(count):
        left, top = 20 + 58 * (i % 20), 20 + 78 * (i // 20)
        objects.append(text(f't{i}', f'n{i}', left, top, 50, 14) if i % 3 else thing('rect', f'r{i}', left, top, 40, 40))
    return design(1200, 800, *objects)


ALL = {make.__name__: make for make in (button_ad, card_poster, turned, scripts, nested, in_one_group, story, crowd)}
