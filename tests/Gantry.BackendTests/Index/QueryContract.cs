using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Index;

/// <summary>What every query engine must answer, whatever it is built on.</summary>
public abstract class QueryContract : IDisposable
{
    private readonly EntryBuilder entries = new();

    protected abstract IndexUnderTest Subject { get; }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_questions_are_answered_as_by_a_walk_over_everything(int seed)
    {
        const int studies = 60;
        RandomArchive random = new(seed);
        NaiveArchive oracle = new();
        foreach (InstanceEntry[] batch in random.Studies(studies).Chunk(7))
        {
            Subject.Index.Commit(batch, []);
            Array.ForEach(batch, oracle.Add);
        }

        Subject.Index.Delete(StudyUid.Parse("1.2.7"), null, null, "test");
        Subject.Index.Delete(StudyUid.Parse("1.2.8"), SeriesUid.Parse("1.2.8.1"), null, "test");
        oracle.RemoveAll(i => i.Identity.Study.Value == "1.2.7" || i.Identity.Series.Value == "1.2.8.1");

        for (int n = 0; n < 200; n++)
        {
            QueryRequest request = random.Request((QueryLevel)(n % 4), studies);
            List<string> expected = oracle.Query(request);
            List<string> found = [.. (await Subject.Queries.QueryAsync(request, default)).Matches.Select(m => IdOf(request.Level, m))];
            string question = $"{request.Level} {string.Join(", ", request.Keys.Select(k => k.Tag + " " + Show(k.Match)))} '{request.FreeText}'";
            Assert.True(expected.Order().SequenceEqual(found.Order()), $"{question}: expected {string.Join(' ', expected.Order())} but found {string.Join(' ', found.Order())}");
            Assert.Equal(expected.Count, await Subject.Queries.CountAsync(request, 100_000, default));
            Assert.Equal(found, await PagesAsync(request, 5));
        }
    }

    /// <summary>Who sees a part of the archive gets the same answers as from an archive that holds nothing else, counts and all.</summary>
    [Theory]
    [InlineData(4, "Modality=CT,SR")]
    [InlineData(5, "Modality!=SR", "StudyDate=20240201-")]
    [InlineData(6, "StudyDescription=*thorax*")]
    [InlineData(7, "StudyDate=20240110-20240220")]
    [InlineData(8, "PatientID=", "from AE1")]
    [InlineData(9, "from AE1", "from AE2")]
    [InlineData(10, "ModalitiesInStudy=MR")]
    public async Task Within_a_view_answers_are_those_of_an_archive_that_holds_nothing_else(int seed, params string[] view)
    {
        const int studies = 50;
        RandomArchive random = new(seed);
        InstanceEntry[] all = [.. random.Studies(studies)];
        Subject.Index.Commit(all, []);
        NaiveArchive oracle = new();
        InstanceEntry[] visible = [.. all.Where(i => view.All(v => NaiveArchive.IsIn(v, i, all)) || (view.Length == 2 && view[0].StartsWith("from", StringComparison.Ordinal) && view.Any(v => NaiveArchive.IsIn(v, i, all))))];
        Array.ForEach(visible, oracle.Add);
        Assert.InRange(visible.Length, 1, all.Length - 1);
        string[] sources = [.. view.Where(v => v.StartsWith("from ", StringComparison.Ordinal)).Select(v => v[5..])];
        ViewScope scope = new(
            [new ArchiveView { Name = "v", Sources = sources, Conditions = [.. view.Where(v => !v.StartsWith("from ", StringComparison.Ordinal)).Select(v => AttributeCondition.Parse(v)!)] }], default);

        for (int n = 0; n < 120; n++)
        {
            QueryRequest request = random.Request((QueryLevel)(n % 4), studies) with { Scope = scope };
            List<string> expected = oracle.Query(request);
            List<Dataset> matches = [.. (await Subject.Queries.QueryAsync(request with { Include = [Tags.NumberOfPatientRelatedSeries] }, default)).Matches];
            Assert.Equal(expected.Order(), matches.Select(m => IdOf(request.Level, m)).Order());
            Assert.Equal(expected.Count, await Subject.Queries.CountAsync(request, 100_000, default));
            foreach (Dataset study in matches.Where(_ => request.Level == QueryLevel.Study))
            {
                InstanceEntry[] own = [.. visible.Where(i => i.Identity.Study.Value == study.GetString(Tags.StudyInstanceUID))];
                Assert.Equal(own.Length, study.GetInteger(Tags.NumberOfStudyRelatedInstances));
                Assert.Equal(own.Select(i => i.Identity.Series).Distinct().Count(), study.GetInteger(Tags.NumberOfStudyRelatedSeries));
                Assert.Equal(own.Select(i => i.Attributes[Tags.Modality]).Distinct().Order(StringComparer.Ordinal), study.GetStrings(Tags.ModalitiesInStudy));
            }

            foreach (Dataset patient in matches.Where(m => request.Level == QueryLevel.Patient && m.GetString(Tags.PatientID) is not null))
            {
                InstanceEntry[] own = [.. visible.Where(i => i.Attributes[Tags.PatientID] == patient.GetString(Tags.PatientID))];
                Assert.Equal(own.Select(i => i.Identity.Study).Distinct().Count(), patient.GetInteger(Tags.NumberOfPatientRelatedStudies));
                Assert.Equal(own.Select(i => i.Identity.Series).Distinct().Count(), patient.GetInteger(Tags.NumberOfPatientRelatedSeries));
                Assert.Equal(own.Length, patient.GetInteger(Tags.NumberOfPatientRelatedInstances));
            }
        }
    }

    [Fact]
    public async Task Without_any_view_nothing_is_seen()
    {
        Subject.Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], []);
        foreach (QueryLevel level in Enum.GetValues<QueryLevel>())
        {
            Assert.Equal(0, await Subject.Queries.CountAsync(new QueryRequest { Level = level, Scope = new ViewScope([], default) }, 10, default));
        }
    }

    [Fact]
    public async Task Studies_come_newest_first_and_by_the_order_asked_for()
    {
        Subject.Index.Commit(
            [
                entries.Make("1.1", "1.1.1", "1.1.1.1", (Tags.StudyDate, "20240101"), (Tags.StudyTime, "101500"), (Tags.PatientName, "Beta"), (Tags.StudyDescription, "x")),
                entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.StudyDate, "20240101"), (Tags.StudyTime, "1016"), (Tags.PatientName, "älpha"), (Tags.StudyDescription, "z")),
                entries.Make("1.3", "1.3.1", "1.3.1.1", (Tags.PatientName, "Gamma"), (Tags.StudyDescription, "y")),
                entries.Make("1.4", "1.4.1", "1.4.1.1", (Tags.StudyDate, "20231231"), (Tags.PatientName, "Delta")),
            ],
            []);

        Assert.Equal(["1.2", "1.1", "1.4", "1.3"], await StudiesAsync());
        Assert.Equal(["1.2", "1.1", "1.4", "1.3"], await StudiesAsync(new QueryOrder(Tags.StudyDate, true), new QueryOrder(Tags.StudyTime, true)));
        Assert.Equal(["1.3", "1.4", "1.1", "1.2"], await StudiesAsync(new QueryOrder(Tags.StudyDate, false)));
        Assert.Equal(["1.2", "1.1", "1.4", "1.3"], await StudiesAsync(new QueryOrder(Tags.PatientName, false)));
        Assert.Equal(["1.2", "1.3", "1.1", "1.4"], await StudiesAsync(new QueryOrder(Tags.StudyDescription, true)));
    }

    [Fact]
    public async Task A_date_and_a_time_range_are_one_range_of_moments()
    {
        Subject.Index.Commit(
            [
                entries.Make("1.1", "1.1.1", "1.1.1.1", (Tags.StudyDate, "20240101"), (Tags.StudyTime, "0900")),
                entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.StudyDate, "20240101"), (Tags.StudyTime, "1100")),
                entries.Make("1.3", "1.3.1", "1.3.1.1", (Tags.StudyDate, "20240102"), (Tags.StudyTime, "0100")),
                entries.Make("1.4", "1.4.1", "1.4.1.1", (Tags.StudyDate, "20240103"), (Tags.StudyTime, "0930")),
                entries.Make("1.5", "1.5.1", "1.5.1.1", (Tags.StudyDate, "20240103"), (Tags.StudyTime, "1130")),
            ],
            []);
        QueryRequest request = new()
        {
            Level = QueryLevel.Study,
            Keys = [new(Tags.StudyDate, new KeyMatch.Range("20240101", "20240103")), new(Tags.StudyTime, new KeyMatch.Range("10", "10"))],
        };

        Assert.Equal(["1.4", "1.3", "1.2"], (await Subject.Queries.QueryAsync(request, default)).Matches.Select(m => m.GetString(Tags.StudyInstanceUID)));
    }

    [Fact]
    public async Task A_match_tells_what_is_held_and_counted()
    {
        Subject.Index.Commit(
            [
                entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.PatientName, "Müller^Jörg=山田^太郎"), (Tags.Modality, "MR"), (Tags.StudyDate, "20240101"), (Tags.ProcedureCodeSequence, "123\\SCT\\Knie")),
                entries.Make("1.2", "1.2.2", "1.2.2.1", (Tags.Modality, "CT"), (Tags.PatientSex, "O")),
                entries.Make("1.2", "1.2.2", "1.2.2.2", (Tags.Modality, "CT"), (Tags.PatientSex, "M"), (Tags.Rows, "512"), (Tags.RequestedProcedureID, "R1"), (Tags.PatientWeight, "70.5")),
            ],
            []);
        Dataset study = await OneAsync(new QueryRequest { Level = QueryLevel.Study, IncludeAll = true });
        Assert.Equal("Müller^Jörg=山田^太郎", study.GetString(Tags.PatientName));
        Assert.Equal("O", study.GetString(Tags.PatientSex));
        Assert.Equal(["CT", "MR"], study.GetStrings(Tags.ModalitiesInStudy));
        Assert.Equal([Uids.CTImageStorage], study.GetStrings(Tags.SOPClassesInStudy));
        Assert.Equal((2, 3), (study.GetInteger(Tags.NumberOfStudyRelatedSeries), study.GetInteger(Tags.NumberOfStudyRelatedInstances)));
        Assert.Equal("123", study.GetItems(Tags.ProcedureCodeSequence)[0].GetString(Tags.CodeValue));
        Assert.Equal(70.5, study.GetNumber(Tags.PatientWeight));

        Dataset instance = await OneAsync(new QueryRequest { Level = QueryLevel.Instance, Keys = [new(Tags.SOPInstanceUID, new KeyMatch.AnyOf(["1.2.2.2"]))] });
        Assert.Equal(512, instance.GetInteger(Tags.Rows));
        Assert.Equal(TransferSyntax.ExplicitVrLittleEndian.Uid, instance.GetString(Tags.AvailableTransferSyntaxUID));

        Dataset series = await OneAsync(new QueryRequest
        {
            Level = QueryLevel.Series,
            Keys = [new(Tags.RequestAttributesSequence, new KeyMatch.Item([new(Tags.RequestedProcedureID, new KeyMatch.AnyOf(["R1"]))]))],
        });
        Assert.Equal(2, series.GetInteger(Tags.NumberOfSeriesRelatedInstances));
        Assert.Equal("R1", series.GetItems(Tags.RequestAttributesSequence)[0].GetString(Tags.RequestedProcedureID));

        Dataset patient = await OneAsync(new QueryRequest { Level = QueryLevel.Patient });
        Assert.Equal((1, 2, 3), (patient.GetInteger(Tags.NumberOfPatientRelatedStudies), patient.GetInteger(Tags.NumberOfPatientRelatedSeries), patient.GetInteger(Tags.NumberOfPatientRelatedInstances)));
    }

    [Fact]
    public async Task Keys_on_what_is_not_held_are_told_and_do_not_match()
    {
        Subject.Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], []);
        QueryResult result = await Subject.Queries.QueryAsync(
            new QueryRequest { Level = QueryLevel.Study, Keys = [new(Tags.KVP, new KeyMatch.AnyOf(["120"])), new(Tags.SeriesNumber, new KeyMatch.AnyOf(["1"]))] }, default);
        Assert.Single(result.Matches);
        Assert.Equal([Tags.KVP, Tags.SeriesNumber], result.UnsupportedKeys);
    }

    [Fact]
    public async Task A_patient_known_later_takes_the_study_from_the_nameless_one()
    {
        Subject.Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1"), entries.Make("1.2", "1.2.1", "1.2.1.2", (Tags.PatientID, "P"), (Tags.PatientName, "Late"))], []);
        Dataset patient = await OneAsync(new QueryRequest { Level = QueryLevel.Patient });
        Assert.Equal(("P", 2), (patient.GetString(Tags.PatientID), patient.GetInteger(Tags.NumberOfPatientRelatedInstances)));
        Assert.Equal(1, await Subject.Queries.CountAsync(new QueryRequest { Level = QueryLevel.Study, FreeText = "late" }, 10, default));
    }

    [Fact]
    public async Task Codes_and_numbers_with_letters_beyond_ascii_do_not_fail_the_answer()
    {
        Subject.Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.Modality, "CTé"), (Tags.StudyDate, "２０２４"), (Tags.PatientSex, "♂"), (Tags.ProcedureCodeSequence, "ü\\S\\ß"), (Tags.Rows, "viele"))], []);
        Dataset study = await OneAsync(new QueryRequest { Level = QueryLevel.Study, IncludeAll = true });
        Assert.Equal("CT?", study.GetString(Tags.ModalitiesInStudy));
        Dataset instance = await OneAsync(new QueryRequest { Level = QueryLevel.Instance, IncludeAll = true });
        Assert.False(instance.Contains(Tags.Rows));
    }

    [Theory]
    [InlineData("3 images", "1.2")]
    [InlineData("3images", "1.2")]
    [InlineData("1 instance", "1.3")]
    [InlineData("2 series", "1.2")]
    [InlineData("knee 3 Images 2 series", "1.2")]
    [InlineData("3 images 1 series")]
    [InlineData("4 images")]
    [InlineData("images", "1.3")]
    public async Task Counts_are_found_by_their_words(string typed, params string[] studies)
    {
        Subject.Index.Commit(
            [
                entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.StudyDescription, "Knee")), entries.Make("1.2", "1.2.1", "1.2.1.2"), entries.Make("1.2", "1.2.2", "1.2.2.1"),
                entries.Make("1.3", "1.3.1", "1.3.1.1", (Tags.StudyDescription, "3 D images")),
            ],
            []);
        QueryRequest request = new() { Level = QueryLevel.Study, FreeText = typed };

        QueryResult found = await Subject.Queries.QueryAsync(request, default);

        Assert.Equal(studies, found.Matches.Select(m => m.GetString(Tags.StudyInstanceUID)));
        Assert.Equal(studies.Length, await Subject.Queries.CountAsync(request, 10, default));
    }

    [Fact]
    public async Task Hostile_text_is_only_text()
    {
        Subject.Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.PatientID, "'; DROP TABLE study; --"), (Tags.PatientName, "\"*^%_"))], []);
        foreach (string text in new[] { "'", "\"", "* OR 1=1", "NEAR(a b)", "a\"b", "\0", new string('a', 5000) })
        {
            await Subject.Queries.QueryAsync(new QueryRequest { Level = QueryLevel.Study, FreeText = text }, default);
            await Subject.Queries.QueryAsync(new QueryRequest { Level = QueryLevel.Study, Keys = [new(Tags.PatientName, new KeyMatch.Wildcard(text + "*"))] }, default);
            await Subject.Queries.QueryAsync(new QueryRequest { Level = QueryLevel.Study, Keys = [new(Tags.StudyInstanceUID, new KeyMatch.AnyOf([text]))] }, default);
        }

        Assert.Equal(1, await Subject.Queries.CountAsync(new QueryRequest { Level = QueryLevel.Study, Keys = [new(Tags.PatientID, new KeyMatch.AnyOf(["'; DROP TABLE study; --"]))] }, 10, default));
    }

    private static string IdOf(QueryLevel level, Dataset match) => match.GetString(level switch
    {
        QueryLevel.Patient => Tags.PatientID,
        QueryLevel.Study => Tags.StudyInstanceUID,
        QueryLevel.Series => Tags.SeriesInstanceUID,
        _ => Tags.SOPInstanceUID,
    }) ?? "";

    private static string Show(KeyMatch match) => match switch
    {
        KeyMatch.AnyOf any => string.Join('|', any.Values),
        _ => string.Create(CultureInfo.InvariantCulture, $"{match}"),
    };

    private async Task<List<string>> PagesAsync(QueryRequest request, int size)
    {
        List<string> all = [];
        QueryResult page;
        do
        {
            page = await Subject.Queries.QueryAsync(request with { Offset = all.Count, Limit = size }, default);
            all.AddRange(page.Matches.Select(m => IdOf(request.Level, m)));
        }
        while (page.HasMore);
        return all;
    }

    private async Task<Dataset> OneAsync(QueryRequest request) => Assert.Single((await Subject.Queries.QueryAsync(request, default)).Matches);

    private async Task<List<string?>> StudiesAsync(params QueryOrder[] order) =>
        [.. (await Subject.Queries.QueryAsync(new QueryRequest { Level = QueryLevel.Study, Order = order }, default)).Matches.Select(m => m.GetString(Tags.StudyInstanceUID))];
}
