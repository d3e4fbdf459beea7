using Gantry.Archive;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>Instance rows as <see cref="StoredInstance"/>. Texts that neighbouring rows share are made once.</summary>
internal sealed class InstanceRows(Connection db)
{
    public const string Select = """
        SELECT i.id, i.uid, i.number, i.offset, i.length, i.dataset_length, i.crc, i.dataset_crc, i.frames, e.uid, s.uid, c.text, t.text, g.store, g.name, i.generation, i.change, s.corrections, s.corrected
        FROM instance i JOIN series e ON e.id=i.series JOIN study s ON s.id=e.study JOIN term c ON c.id=i.class JOIN term t ON t.id=i.syntax JOIN segment g ON g.id=i.segment
        """;

    public const string WhereUid = Select + " WHERE i.uid=?1";

    public const string OrderInStudy = " ORDER BY e.number, e.id, i.number, i.uid";

    private byte[] seriesBytes = [];
    private byte[] studyBytes = [];
    private SeriesUid series;
    private StudyUid study;
    private string sopClass = "";
    private string syntax = "";
    private string store = "";
    private string segment = "";
    private string correctionNumbers = "";
    private List<Correction> corrections = [];

    public static StoredInstance? Find(Connection db, InstanceUid uid)
    {
        Statement select = db.Prepare(WhereUid).BindUid(1, uid.Value);
        try
        {
            return select.Step() ? new InstanceRows(db).Read(select) : null;
        }
        finally
        {
            select.Reset();
        }
    }

    public StoredInstance Read(Statement row)
    {
        if (!row.Blob(9).SequenceEqual(seriesBytes))
        {
            seriesBytes = row.Blob(9).ToArray();
            series = SeriesUid.Parse(PackedUid.Unpack(seriesBytes));
        }

        if (!row.Blob(10).SequenceEqual(studyBytes))
        {
            studyBytes = row.Blob(10).ToArray();
            study = StudyUid.Parse(PackedUid.Unpack(studyBytes));
        }

        sopClass = Same(row, 11, sopClass);
        syntax = Same(row, 12, syntax);
        store = Same(row, 13, store);
        segment = Same(row, 14, segment);
        InstanceUid instance = InstanceUid.Parse(PackedUid.Unpack(row.Blob(1)));
        long corrected = row.Int64(18);
        return new StoredInstance
        {
            Identity = new InstanceIdentity(study, series, instance, sopClass),
            TransferSyntaxUid = syntax,
            Place = new ObjectPlace(store, segment, row.Int64(3), row.Int64(4)),
            Crc32 = (uint)row.Int64(6),
            DatasetCrc32 = (uint)row.Int64(7),
            DatasetLength = row.Int64(5),
            Frames = FrameTableBlob.Read(row.Blob(8)),
            InstanceNumber = row.IsNull(2) ? null : row.Int32(2),
            ChangeNumber = Math.Max(row.IsNull(16) ? row.Int64(0) : row.Int64(16), corrected),
            ArrivalNumber = row.Int64(0),
            Generation = row.IsNull(15) ? (byte)0 : (byte)row.Int32(15),
            Corrections = corrected == 0 || row.IsNull(17) ? null : CorrectionsOf(row.Text(17)!, instance),
            CorrectionNumber = corrected,
        };
    }

    /// <summary>Of those in force for the study, those of this instance; null for none.</summary>
    private List<Correction>? CorrectionsOf(string numbers, InstanceUid instance)
    {
        if (numbers != correctionNumbers)
        {
            (correctionNumbers, corrections) = (numbers, CorrectionRows.Read(db, numbers));
        }

        return corrections.TrueForAll(c => c.Target!.Covers(series, instance)) ? corrections : corrections.FindAll(c => c.Target!.Covers(series, instance)) is { Count: > 0 } some ? some : null;
    }

    private static string Same(Statement row, int column, string last)
    {
        ReadOnlySpan<byte> text = row.Blob(column);
        return System.Text.Ascii.Equals(text, last) ? last : System.Text.Encoding.UTF8.GetString(text);
    }
}
