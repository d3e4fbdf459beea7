using Gantry.Archive.Changes;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.BackendTests.Index;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Corrections;

/// <summary>What every index must do with corrections.</summary>
public abstract class CorrectionContract : IDisposable
{
    private static readonly (DicomTag, string?)[] Jane = [(Tags.PatientID, "A"), (Tags.PatientName, "Doe^Jane"), (Tags.PatientBirthDate, "19700101"), (Tags.Modality, "CT")];
    private static readonly (DicomTag, string?)[] Joe = [(Tags.PatientID, "B"), (Tags.PatientName, "Roe^Joe"), (Tags.PatientBirthDate, "19800101"), (Tags.Modality, "CT")];
    private readonly EntryBuilder entries = new();
    private long next;

    protected abstract IndexUnderTest Subject { get; }

    private IArchiveIndex Index => Subject.Index;

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public async Task A_study_is_found_by_what_it_is_corrected_to_and_not_by_what_it_was()
    {
        InstanceEntry first = entries.Make("1.1", "1.1.1", "1.1.1.1", [.. Jane, (Tags.StudyDescription, "Head")]);
        Index.Commit([first], []);
        long before = Index.Find(first.Identity.Instance)!.ChangeNumber;
        Correction correction = Of(CorrectionTarget.Of(StudyUid.Parse("1.1")), ("PatientID", "B"), ("PatientName", "Roe^Joe"), ("StudyDescription", null));

        Assert.Equal([StudyUid.Parse("1.1")], Index.Corrected.Take([correction]));
        Assert.Equal(1, Index.Corrected.Latest);
        Assert.Equal([1L], Index.Corrected.InForce(StudyUid.Parse("1.1")));
        Assert.Equal((1, 0), (await CountAsync(Tags.PatientID, "B"), await CountAsync(Tags.PatientID, "A")));
        Assert.Equal((1, 0), (await CountAsync(Tags.PatientName, "ROE*"), await CountAsync(Tags.PatientName, "DOE*")));
        Assert.Equal((1, 0), (await WordsAsync("roe"), await WordsAsync("head")));
        Assert.Equal((1, 0), (await CountAsync(Tags.PatientName, "*OE^JO*", QueryLevel.Patient), await CountAsync(Tags.PatientID, "A", QueryLevel.Patient)));
        StoredInstance stored = Index.Find(first.Identity.Instance)!;
        Assert.Equal([1L], stored.Corrections!.Select(c => c.Number));
        Assert.True(stored.ChangeNumber > before);
        Assert.Equal(Subject.Feed.Latest, stored.CorrectionNumber);
        Assert.Equal(first.Place, stored.Place);
        Change told = (await Subject.Feed.ReadAsync(before, 10, default)).Single();
        Assert.Equal((ChangeKind.Corrected, StudyUid.Parse("1.1")), (told.Kind, told.Study));

        // The same again changes nothing.
        Assert.Empty(Index.Corrected.Take([correction]));
    }

    [Fact]
    public async Task Undone_everything_is_as_it_was_received()
    {
        InstanceEntry first = entries.Make("1.1", "1.1.1", "1.1.1.1", [.. Jane, (Tags.SeriesDescription, "Axial"), (Tags.InstanceNumber, "5"), (Tags.ContentDate, "20200101")]);
        Index.Commit([first, entries.Make("1.2", "1.2.1", "1.2.1.1", Joe)], []);
        List<string> before = await AllAsync();
        Index.Corrected.Take([Of(CorrectionTarget.Of(StudyUid.Parse("1.1")), ("PatientID", "B"), ("PatientName", "Müller=漢字"), ("SeriesDescription", "Other"), ("InstanceNumber", "9"), ("ContentDate", null))]);
        Assert.Equal(9, Index.Find(first.Identity.Instance)!.InstanceNumber);
        Assert.Equal((1, 0), (await CountAsync(Tags.SeriesDescription, "Other", QueryLevel.Series), await CountAsync(Tags.SeriesDescription, "Axial", QueryLevel.Series)));
        Assert.Equal((1, 0), (await CountAsync(Tags.PatientName, "*=漢*"), await CountAsync(Tags.ContentDate, "20200101", QueryLevel.Instance)));

        Index.Corrected.Take([Undo(1)]);
        Assert.Equal(before, await AllAsync());
        Assert.Null(Index.Find(first.Identity.Instance)!.Corrections);
        Assert.Equal(2, Index.Corrected.Latest);
        Assert.Empty(Index.Corrected.InForce(StudyUid.Parse("1.1")));
    }

    [Fact]
    public async Task What_arrives_later_is_corrected_too_and_what_it_fills_in_stays_when_it_is_undone()
    {
        Correction[] all =
        [
            Of(CorrectionTarget.Of(StudyUid.Parse("1.1")), ("PatientName", "New^Name"), ("InstitutionName", "Here"), ("InstanceNumber", "1")),
            Of(CorrectionTarget.Of(StudyUid.Parse("1.1"), SeriesUid.Parse("1.1.2")), ("SeriesDescription", "Second")),
            Of(CorrectionTarget.Of(StudyUid.Parse("1.1"), SeriesUid.Parse("1.1.1"), InstanceUid.Parse("1.1.1.2")), ("ContentDate", "20010101")),
        ];
        Index.Corrected.Take(all);
        Index.Commit([entries.Make("1.1", "1.1.1", "1.1.1.1", [.. Jane, (Tags.InstanceNumber, "7")])], []);
        Index.Commit([entries.Make("1.1", "1.1.1", "1.1.1.2", [.. Jane, (Tags.InstitutionName, "There"), (Tags.AccessionNumber, "A9")]), entries.Make("1.1", "1.1.2", "1.1.2.1", Jane)], []);

        Assert.Equal((1, 0), (await CountAsync(Tags.PatientName, "NEW*"), await CountAsync(Tags.PatientName, "DOE*")));
        Assert.Equal((2, 0), (await CountAsync(Tags.InstitutionName, "Here", QueryLevel.Series), await CountAsync(Tags.InstitutionName, "There", QueryLevel.Series)));
        Assert.Equal(1, await CountAsync(Tags.AccessionNumber, "A9"));
        Assert.Equal((1, 1), (await CountAsync(Tags.SeriesDescription, "Second", QueryLevel.Series), await CountAsync(Tags.ContentDate, "20010101", QueryLevel.Instance)));
        Assert.Equal(1, Index.Find(InstanceUid.Parse("1.1.1.1"))!.InstanceNumber);
        Assert.Equal(["1", "1,3", "1,2"], ((string[])["1.1.1.1", "1.1.1.2", "1.1.2.1"]).Select(u => string.Join(',', Index.Find(InstanceUid.Parse(u))!.Corrections!.Select(c => c.Number))));

        Index.Corrected.Take([Undo(1), Undo(2), Undo(3)]);
        Assert.Equal((0, 1), (await CountAsync(Tags.PatientName, "NEW*"), await CountAsync(Tags.PatientName, "DOE*")));
        Assert.Equal((1, 1), (await CountAsync(Tags.InstitutionName, "There", QueryLevel.Series), await CountAsync(Tags.AccessionNumber, "A9")));
        Assert.Equal(7, Index.Find(InstanceUid.Parse("1.1.1.1"))!.InstanceNumber);
    }

    [Fact]
    public async Task Patients_become_one_in_a_chain_and_links_of_it_can_be_taken_out()
    {
        Index.Commit([entries.Make("1.1", "1.1.1", "1.1.1.1", Jane), entries.Make("1.2", "1.2.1", "1.2.1.1", Joe), entries.Make("1.3", "1.3.1", "1.3.1.1", (Tags.PatientID, "C"))], []);
        Correction first = Of(CorrectionTarget.Of(new PatientIdentity("A")), ("PatientID", "B"));
        Correction second = Of(CorrectionTarget.Of(new PatientIdentity("B")), ("PatientID", "C"), ("PatientName", "Last^One"));
        Assert.Single(Index.Corrected.Take([first]));
        Assert.Equal(2, Index.Corrected.Take([second]).Count);
        Assert.Equal((0, 0, 3), (await CountAsync(Tags.PatientID, "A"), await CountAsync(Tags.PatientID, "B"), await CountAsync(Tags.PatientID, "C")));
        Assert.Equal(1, await CountAsync(Tags.PatientID, "*", QueryLevel.Patient));
        Index.Commit([entries.Make("1.4", "1.4.1", "1.4.1.1", Jane)], []);
        Assert.Equal([1L, 2L], Index.Corrected.InForce(StudyUid.Parse("1.4")));

        // Another issuer's A is another patient.
        Index.Commit([entries.Make("1.5", "1.5.1", "1.5.1.1", [.. Jane, (Tags.IssuerOfPatientID, "ELSEWHERE")])], []);
        Assert.Empty(Index.Corrected.InForce(StudyUid.Parse("1.5")));

        Index.Corrected.Take([Undo(1)]);
        Assert.Equal((3, 0, 2), (await CountAsync(Tags.PatientID, "A"), await CountAsync(Tags.PatientID, "B"), await CountAsync(Tags.PatientID, "C")));
        Assert.Equal((2, 1), (await CountAsync(Tags.PatientID, "A", QueryLevel.Patient), await CountAsync(Tags.PatientID, "C", QueryLevel.Patient)));
        Assert.Equal([2L], Index.Corrected.InForce(StudyUid.Parse("1.2")));
    }

    [Fact]
    public async Task Forgotten_or_rebuilt_the_index_shows_what_was_received_until_it_is_told_again()
    {
        InstanceEntry[] all = [entries.Make("1.1", "1.1.1", "1.1.1.1", [.. Jane, (Tags.InstanceNumber, "5")]), entries.Make("1.2", "1.2.1", "1.2.1.1", Joe)];
        Index.Commit(all, []);
        List<string> received = await AllAsync();
        Correction[] corrections = [Of(CorrectionTarget.Of(new PatientIdentity("A")), ("PatientID", "B")), Of(CorrectionTarget.Of(StudyUid.Parse("1.1")), ("InstanceNumber", "6"), ("AccessionNumber", "X"))];
        Index.Corrected.Take(corrections);
        List<string> corrected = await AllAsync();
        Assert.NotEqual(received, corrected);

        Index.Corrected.Forget();
        Assert.Equal(0, Index.Corrected.Latest);
        Assert.Equal(received, await AllAsync());
        Index.Clear();
        Assert.Equal(0, Index.Corrected.Latest);
        Index.Commit(all, []);
        Assert.Equal(received, await AllAsync());
        Index.Corrected.Take(corrections);
        Assert.Equal(corrected, await AllAsync());
    }

    [Fact]
    public async Task Deleted_and_stored_again_a_study_is_corrected_as_before()
    {
        InstanceEntry entry = entries.Make("1.1", "1.1.1", "1.1.1.1", [.. Jane, (Tags.SeriesDescription, "Axial")]);
        Index.Commit([entry], []);
        Index.Corrected.Take([Of(CorrectionTarget.Of(StudyUid.Parse("1.1")), ("PatientID", "B"), ("SeriesDescription", "Other"))]);
        Index.Delete(StudyUid.Parse("1.1"), null, null, "test");
        Assert.Equal(0, await CountAsync(Tags.PatientID, "B"));
        Index.Commit([entries.Make("1.9", "1.9.1", "1.9.1.1", Joe)], []);
        Assert.Equal("Roe^Joe", (await StudiesAsync()).Single().GetString(Tags.PatientName));
        Index.Commit([entry], []);
        Assert.Equal(2, await CountAsync(Tags.PatientID, "B"));
        Index.Corrected.Take([Undo(1)]);
        Assert.Equal((1, 1), (await CountAsync(Tags.PatientID, "A"), await CountAsync(Tags.SeriesDescription, "Axial", QueryLevel.Series)));
    }

    [Fact]
    public void A_generation_that_replaces_an_instance_keeps_its_corrections()
    {
        InstanceEntry first = entries.Make("1.1", "1.1.1", "1.1.1.1", [.. Jane, (Tags.InstanceNumber, "5")]);
        Index.Commit([first], []);
        Index.Corrected.Take([Of(CorrectionTarget.Of(StudyUid.Parse("1.1")), ("InstanceNumber", "6"))]);
        InstanceEntry second = entries.Make("1.1", "1.1.1", "1.1.1.1", [.. Jane, (Tags.InstanceNumber, "5")]) with { Generation = 1, Replaces = first.Place };
        Assert.Equal(CommitStatus.Replaced, Index.Commit([second], [])[0].Status);
        Assert.Equal(6, Index.Find(first.Identity.Instance)!.InstanceNumber);
        Index.Corrected.Take([Undo(1)]);
        Assert.Equal(5, Index.Find(first.Identity.Instance)!.InstanceNumber);
    }

    private Correction Of(CorrectionTarget target, params (string Keyword, string? Value)[] changes) => new()
    {
        Number = ++next,
        Target = target,
        Changes = [.. changes.Select(c => new AttributeChange(DicomDictionary.TryFindKeyword(c.Keyword, out DicomTag tag) ? tag : default, c.Value is null ? null : [c.Value]))],
        At = DateTimeOffset.UnixEpoch,
        By = "admin",
        Why = "test",
    };

    private Correction Undo(long number) => new() { Number = ++next, Undoes = number, At = DateTimeOffset.UnixEpoch, By = "admin", Why = "test" };

    private async Task<int> CountAsync(DicomTag tag, string pattern, QueryLevel level = QueryLevel.Study) => (int)await Subject.Queries.CountAsync(
        new QueryRequest { Level = level, Keys = [new QueryKey(tag, pattern.Contains('*', StringComparison.Ordinal) ? new KeyMatch.Wildcard(pattern) : new KeyMatch.AnyOf([pattern]))] }, 100, default);

    private async Task<int> WordsAsync(string word) => (int)await Subject.Queries.CountAsync(new QueryRequest { Level = QueryLevel.Study, FreeText = word }, 100, default);

    private async Task<IReadOnlyList<Dataset>> StudiesAsync() => (await Subject.Queries.QueryAsync(new QueryRequest { Level = QueryLevel.Study, Limit = 100 }, default)).Matches;

    /// <summary>All that is shown at every level.</summary>
    private async Task<List<string>> AllAsync()
    {
        List<string> shown = [];
        foreach (QueryLevel level in Enum.GetValues<QueryLevel>())
        {
            QueryRequest request = new() { Level = level, Limit = 100, Include = [.. IndexedAttributes.All.Where(a => a.Level <= level).Select(a => a.Tag)] };
            foreach (Dataset match in (await Subject.Queries.QueryAsync(request, default)).Matches)
            {
                shown.Add(level + string.Join('|', match.Where(e => e.Items is null).Select(e => $"{e.Tag}={string.Join('\\', match.GetStrings(e.Tag))}")));
            }
        }

        return [.. shown.Order(StringComparer.Ordinal)];
    }
}
