using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Testing.Archive;

/// <summary>Makes index entries without any bytes behind them; every call gives a new place.</summary>
public sealed class EntryBuilder
{
    private long offset;

    public DateTimeOffset ReceivedAt { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public InstanceEntry Make(string study, string series, string instance, params (DicomTag Tag, string? Value)[] attributes)
    {
        AttributeSet set = new() { [Tags.SOPClassUID] = Uids.CTImageStorage, [Tags.SOPInstanceUID] = instance, [Tags.StudyInstanceUID] = study, [Tags.SeriesInstanceUID] = series };
        foreach ((DicomTag tag, string? value) in attributes)
        {
            set[tag] = value;
        }

        long at = offset;
        offset += 1000;
        return new InstanceEntry
        {
            Identity = new InstanceIdentity(StudyUid.Parse(study), SeriesUid.Parse(series), InstanceUid.Parse(instance), set[Tags.SOPClassUID]!),
            TransferSyntaxUid = TransferSyntax.ExplicitVrLittleEndian.Uid,
            Attributes = set,
            Place = new ObjectPlace("local", "segment-1", at, 900),
            Crc32 = 0xFFFF_0001,
            DatasetCrc32 = 0xEEEE_0002,
            DatasetLength = 800,
            Frames = new FrameTable { Count = 1, IsEncapsulated = false, PixelData = new ByteRange(388, 512), BitsPerFrame = 4096 },
            ReceivedAt = ReceivedAt,
            Source = new InstanceSource("dimse", "SCANNER", "10.0.0.1"),
        };
    }
}
