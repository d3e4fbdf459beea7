using System.Globalization;
using Gantry.Archive.Query;
using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>One candidate: its rows are read as they are needed, and kept while the next candidate has the same. With a scope, counts and what is computed are of what is in it.</summary>
internal sealed class QueryRow(Connection db, ViewScope? scope)
{
    private readonly ScopeReader? scoped = scope is null ? null : new ScopeReader(db, scope);
    private long patientId = -1;
    private long studyId = -1;
    private long seriesId = -1;
    private long instanceId = -1;
    private long patientOfStudy;
    private byte[] patientBag = [];
    private byte[] studyBag = [];
    private byte[] seriesBag = [];
    private byte[] instanceBag = [];
    private string studyUid = "";
    private string seriesUid = "";
    private string instanceUid = "";
    private string sopClass = "";
    private string syntax = "";
    private long studySeries;
    private long studyInstances;
    private long seriesInstances;

    private string allModalities = "";

    public string Modalities => scoped is null ? allModalities : scoped.Study(studyId).Modalities;

    public long SeriesInstances => seriesInstances;

    /// <summary>The loaded rows of a level, and with them those above, have something in the scope.</summary>
    public bool IsInScope(QueryLevel level) => scoped is null || level switch
    {
        QueryLevel.Patient => scoped.Patient(patientId).Studies > 0,
        QueryLevel.Study => scoped.Study(studyId).Series.Count > 0,
        _ => scoped.Study(studyId).Series.Contains(seriesId),
    };

    public void LoadPatient(long id)
    {
        if (id == patientId)
        {
            return;
        }

        Statement select = db.Prepare("SELECT bag FROM patient WHERE id=?1").Bind(1, id);
        select.Step();
        patientBag = select.Blob(0).ToArray();
        patientOfStudy = id;
        select.Reset();
        patientId = id;
    }

    public void LoadStudy(long id)
    {
        if (id == studyId)
        {
            return;
        }

        Statement select = db.Prepare("SELECT uid, patient, series_count, instance_count, modalities, bag FROM study WHERE id=?1").Bind(1, id);
        select.Step();
        studyUid = PackedUid.Unpack(select.Blob(0));
        patientOfStudy = select.Int64(1);
        studySeries = select.Int64(2);
        studyInstances = select.Int64(3);
        allModalities = select.Text(4) ?? "";
        studyBag = select.Blob(5).ToArray();
        select.Reset();
        studyId = id;
    }

    public void LoadSeries(long id)
    {
        if (id == seriesId)
        {
            return;
        }

        Statement select = db.Prepare("SELECT uid, instance_count, bag FROM series WHERE id=?1").Bind(1, id);
        select.Step();
        seriesUid = PackedUid.Unpack(select.Blob(0));
        seriesInstances = select.Int64(1);
        seriesBag = select.Blob(2).ToArray();
        select.Reset();
        seriesId = id;
    }

    public void LoadInstance(long id)
    {
        if (id == instanceId)
        {
            return;
        }

        Statement select = db.Prepare("SELECT i.uid, c.text, t.text, i.bag FROM instance i JOIN term c ON c.id=i.class JOIN term t ON t.id=i.syntax WHERE i.id=?1").Bind(1, id);
        select.Step();
        instanceUid = PackedUid.Unpack(select.Blob(0));
        sopClass = select.Text(1)!;
        syntax = select.Text(2)!;
        instanceBag = select.Blob(3).ToArray();
        select.Reset();
        instanceId = id;
    }

    /// <summary>An attribute of the loaded rows, as text; null when it is not held.</summary>
    public string? Value(DicomTag tag)
    {
        if (AttributeCodes.TryGet(tag, out byte code))
        {
            return HeldValue(code);
        }

        if (tag == Tags.StudyInstanceUID)
        {
            return studyUid;
        }

        if (tag == Tags.SeriesInstanceUID)
        {
            return seriesUid;
        }

        return tag == Tags.SOPInstanceUID ? instanceUid : tag == Tags.SOPClassUID ? sopClass : Computed(tag);
    }

    /// <summary>As <see cref="Value"/>, by the attribute's code.</summary>
    public string? HeldValue(byte code) => AttributeBag.Find(BagOf(code), code);

    private ReadOnlySpan<byte> BagOf(byte code) => AttributeCodes.LevelOf(code) switch
    {
        QueryLevel.Instance => instanceBag,
        QueryLevel.Series => seriesBag,
        QueryLevel.Patient when studyId < 0 => patientBag,
        _ => studyBag,
    };

    private string? Computed(DicomTag tag)
    {
        if (tag == Tags.ModalitiesInStudy)
        {
            return Modalities;
        }

        if (tag == Tags.NumberOfStudyRelatedSeries)
        {
            return Text(scoped is null ? studySeries : scoped.Study(studyId).Series.Count);
        }

        if (tag == Tags.NumberOfStudyRelatedInstances)
        {
            return Text(scoped is null ? studyInstances : scoped.Study(studyId).Instances);
        }

        if (tag == Tags.NumberOfSeriesRelatedInstances)
        {
            return Text(seriesInstances);
        }

        if (tag == Tags.AvailableTransferSyntaxUID)
        {
            return syntax;
        }

        return tag == Tags.SOPClassesInStudy ? SopClasses() : PatientCount(tag);
    }

    private string? PatientCount(DicomTag tag)
    {
        int column = tag == Tags.NumberOfPatientRelatedStudies ? 0 : tag == Tags.NumberOfPatientRelatedSeries ? 1 : tag == Tags.NumberOfPatientRelatedInstances ? 2 : -1;
        if (column < 0)
        {
            return null;
        }

        if (scoped is not null)
        {
            (long studies, long series, long instances) = scoped.Patient(patientOfStudy);
            return Text(column == 0 ? studies : column == 1 ? series : instances);
        }

        Statement select = db.Prepare("SELECT count(*), sum(series_count), sum(instance_count) FROM study WHERE patient=?1").Bind(1, patientOfStudy);
        select.Step();
        string count = Text(select.Int64(column));
        select.Reset();
        return count;
    }

    private string SopClasses()
    {
        Statement select = db.Prepare("""
            SELECT DISTINCT t.text, e.id FROM series e JOIN series_class c ON c.series=e.id JOIN term t ON t.id=c.class WHERE e.study=?1 ORDER BY t.text
            """).Bind(1, studyId);
        List<string> classes = [];
        while (select.Step())
        {
            string sopClass = select.Text(0)!;
            if ((classes.Count == 0 || classes[^1] != sopClass) && scoped?.Study(studyId).Series.Contains(select.Int64(1)) != false)
            {
                classes.Add(sopClass);
            }
        }

        select.Reset();
        return string.Join('\\', classes);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
