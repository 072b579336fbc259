"""Stages: what a file says, what it need not say, and what is refused."""

import pytest

from tools.deployment.aws import DeploymentFailed
from tools.deployment.stages import STAGES, load_stage

HEAD = 'region = "ap-southeast-2"\n'


@pytest.fixture
def stage(tmp_path):
    """Loads the stage `test` with this text for its file."""

    def load(text: str):
        (tmp_path / "test.toml").write_text(text)
        return load_stage("test", tmp_path)

    return load


def test_prod_has_the_shops_own_names_and_limits():
    prod = load_stage("prod")
    assert prod.region == "ap-southeast-2"
    assert prod.tables().orders.name == "packprod-weborders"
    assert prod.tables().contacts.name == "RocketReview_Contacts"
    assert prod.parameters["app"]["ThrottlingRate"] == "2000"
    assert prod.parameters["app"]["ThrottlingBurst"] == "5000"


@pytest.mark.parametrize("path", sorted(STAGES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_stage_of_the_project_can_be_loaded(path):
    assert load_stage(path.stem).name == path.stem


def test_the_tables_of_another_stage_end_in_its_name_unless_its_file_says_otherwise(stage):
    tables = stage(HEAD + '[stateful]\nContactsTable = "everybodys-contacts"\n').tables()
    assert tables.orders.name == "packprod-weborders-test"
    assert tables.contacts.name == "everybodys-contacts"


def test_what_is_not_in_the_file_is_left_to_the_templates(stage):
    assert stage(HEAD).parameters["app"] == {}


def test_a_table_is_adopted_where_the_file_says_so(stage):
    loaded = stage(HEAD + '[stateful]\nOrdersOrigin = "adopt"\nClientsOrigin = "create"\n')
    assert [table.name for table in loaded.adopted_tables()] == ["packprod-weborders-test"]


def test_numbers_and_switches_may_be_written_as_such(stage):
    app = stage(HEAD + "[app]\nApiMemory = 2048\nTracing = true\n").parameters["app"]
    assert app == {"ApiMemory": "2048", "Tracing": "on"}


def test_a_stage_may_name_its_account(stage):
    assert stage(HEAD + 'account = "123456789012"\n').account == "123456789012"
    assert stage(HEAD).account is None


@pytest.mark.parametrize(
    ("text", "message", "way_on"),
    [
        (HEAD + "[app]\nApiMemry = 512\n", "test.toml [app]: ApiMemry is not known", "did you mean ApiMemory?"),
        (HEAD + '[app]\nOrdersTable = "x"\n', "[app]: OrdersTable is not known", ""),
        (HEAD + '[stateful]\nStage = "x"\n', "[stateful]: Stage is not known", ""),
        (HEAD + "[aps]\n", "test.toml: aps is not known", "did you mean app?"),
        (HEAD + 'regoin = "x"\n', "test.toml: regoin is not known", "did you mean region?"),
        (HEAD + '[app]\nTracing = "yes"\n', "[app] Tracing: yes is not one of on, off", ""),
        (HEAD + '[app]\nApiMemory = "much"\n', "[app] ApiMemory: much is not a number", ""),
        (HEAD + "[app]\nApiMemory = [1]\n", "[app] ApiMemory: must be a text or a number", ""),
        (HEAD + "app = 1\n", "app must be a table", "[app]"),
        (HEAD + "account = 123456789012\n", "twelve digits", ""),
        ("", "names no region", "region ="),
        ("region = \n", "is not TOML", ""),
    ],
)
def test_a_wrong_file_is_refused_in_words(stage, text, message, way_on):
    with pytest.raises(DeploymentFailed) as failed:
        stage(text)
    assert message in failed.value.message
    assert way_on in failed.value.way_on


@pytest.mark.parametrize("name", ["nowhere", "../prod", "Prod", ""])
def test_an_unknown_stage_is_refused_naming_those_that_there_are(name):
    with pytest.raises(DeploymentFailed, match=r"there are: .*prod"):
        load_stage(name)
