using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>Instance rows as <see cref="StoredInstance"/>. Texts that neighbouring rows share are made once.</summary>
internal sealed class InstanceRows
{
    public const string Select = """
        SELECT i.id, i.uid, i.number, i.offset, i.length, i.dataset_length, i.crc, i.dataset_crc, i.frames, e.uid, s.uid, c.text, t.text, g.store, g.name, i.generation, i.change
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

    public static StoredInstance? Find(Connection db, InstanceUid uid)
    {
        Statement select = db.Prepare(WhereUid).BindUid(1, uid.Value);
        try
        {
            return select.Step() ? new InstanceRows().Read(select) : null;
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
        return new StoredInstance
        {
            Identity = new InstanceIdentity(study, series, InstanceUid.Parse(PackedUid.Unpack(row.Blob(1))), sopClass),
            TransferSyntaxUid = syntax,
            Place = new ObjectPlace(store, segment, row.Int64(3), row.Int64(4)),
            Crc32 = (uint)row.Int64(6),
            DatasetCrc32 = (uint)row.Int64(7),
            DatasetLength = row.Int64(5),
            Frames = FrameTableBlob.Read(row.Blob(8)),
            InstanceNumber = row.IsNull(2) ? null : row.Int32(2),
            ChangeNumber = row.IsNull(16) ? row.Int64(0) : row.Int64(16),
            ArrivalNumber = row.Int64(0),
            Generation = row.IsNull(15) ? (byte)0 : (byte)row.Int32(15),
        };
    }

    private static string Same(Statement row, int column, string last)
    {
        ReadOnlySpan<byte> text = row.Blob(column);
        return System.Text.Ascii.Equals(text, last) ? last : System.Text.Encoding.UTF8.GetString(text);
    }
}
