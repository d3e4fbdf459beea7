using System.Globalization;
using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Backends.Sqlite;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.QueryBenchmarks;

/// <summary>Made-up studies straight into the index: queries need no pixels. The same number gives the same study, so that an index can be grown step by step.</summary>
internal static class IndexFiller
{
    private const int Batch = 2000;
    private static readonly string[] Family = ["Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger"];
    private static readonly string[] Given = ["Anna", "Peter", "Ursula", "Hans", "Monika", "Klaus", "Petra", "Jürgen", "Renate", "Werner", "Sabine", "Günter", "Ingrid", "Helmut", "Christa", "Dieter", "Karin", "Manfred", "Erika", "Uwe"];
    private static readonly string[] Parts = ["Thorax", "Abdomen", "Schädel", "Becken", "Knie links", "Knie rechts", "Schulter", "Wirbelsäule", "Halsweichteile", "Handgelenk"];
    private static readonly string[] Manners = ["nativ", "Kontrastmittel", "Angiographie", "Verlaufskontrolle", "Staging", "Durchleuchtung"];
    private static readonly string[] Modalities = ["CT", "MR", "CR", "DX", "US"];

    public static void Fill(string data, int studies)
    {
        SqliteOptions options = new() { Folder = data };
        using SqliteIndexFile file = SqliteIndexFile.Open(options, TimeProvider.System);
        SqliteArchiveIndex index = new(file);
        int from = 1;
        for (int step = 1 << 20; step > 0; step >>= 1)
        {
            if (index.Find(InstanceUid.Parse(UidOf(from + step - 1) + ".1.2")) is not null)
            {
                from += step;
            }
        }

        List<InstanceEntry> batch = [];
        for (int number = from; number <= studies; number++)
        {
            batch.Add(Make(number, 1));
            batch.Add(Make(number, 2));
            if (batch.Count >= Batch || number == studies)
            {
                index.Commit(batch, []);
                batch.Clear();
            }
        }

        // There are no objects to make metadata records of: the follower begins behind them.
        using SqliteMetadataStore metadata = SqliteMetadataStore.Open(options);
        metadata.Cursor = new SqliteChangeFeed(file).Latest;
    }

    /// <summary>A patient's name has a number in it, so that names are as many as patients are.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Family[number % 20]}{number / 400 % 50:00}^{Given[number / 20 % 20]}");

    private static string UidOf(int number) => string.Create(CultureInfo.InvariantCulture, $"1.2.826.0.1.3680043.10.9999.{number}");

    /// <summary>One instance of a made-up study.</summary>
    public static InstanceEntry Make(int number, int instance)
    {
        int shuffled = (int)(number * 2654435761L % 1_000_003);
        string study = UidOf(number), series = study + ".1", uid = $"{series}.{instance}";
        string modality = Modalities[shuffled % 5];
        DateTime day = new DateTime(2016, 1, 1).AddDays(shuffled % 3650);
        AttributeSet set = new()
        {
            [Tags.SOPClassUID] = Uids.CTImageStorage, [Tags.SOPInstanceUID] = uid, [Tags.StudyInstanceUID] = study, [Tags.SeriesInstanceUID] = series,
            [Tags.PatientID] = string.Create(CultureInfo.InvariantCulture, $"P{number / 2:0000000}"), [Tags.PatientName] = NameOf(number / 2), [Tags.PatientBirthDate] = "19600101", [Tags.PatientSex] = "F",
            [Tags.AccessionNumber] = string.Create(CultureInfo.InvariantCulture, $"A{number:00000000}"), [Tags.StudyID] = number.ToString(CultureInfo.InvariantCulture),
            [Tags.StudyDate] = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), [Tags.StudyTime] = string.Create(CultureInfo.InvariantCulture, $"{shuffled % 24:00}{shuffled % 60:00}00"),
            [Tags.StudyDescription] = $"{modality} {Parts[shuffled / 5 % 10]} {Manners[shuffled / 50 % 6]}", [Tags.ReferringPhysicianName] = "Praxis^Am Markt",
            [Tags.Modality] = modality, [Tags.SeriesNumber] = "1", [Tags.SeriesDescription] = "axial", [Tags.InstanceNumber] = instance.ToString(CultureInfo.InvariantCulture),
            [Tags.Rows] = "512", [Tags.Columns] = "512", [Tags.BitsAllocated] = "16",
        };
        return new InstanceEntry
        {
            Identity = new InstanceIdentity(StudyUid.Parse(study), SeriesUid.Parse(series), InstanceUid.Parse(uid), Uids.CTImageStorage),
            TransferSyntaxUid = TransferSyntax.ExplicitVrLittleEndian.Uid,
            Attributes = set,
            Place = new ObjectPlace("local", "made-up", ((number * 2L) + instance) * 1_000_000, 525_000),
            Crc32 = 1,
            DatasetCrc32 = 2,
            DatasetLength = 524_000,
            Frames = new FrameTable { Count = 1, IsEncapsulated = false, PixelData = new ByteRange(900, 524_288), BitsPerFrame = 4_194_304 },
            ReceivedAt = DateTimeOffset.UnixEpoch.AddSeconds(number),
            Source = new InstanceSource("dimse", "SCANNER", "10.0.0.1"),
        };
    }
}
