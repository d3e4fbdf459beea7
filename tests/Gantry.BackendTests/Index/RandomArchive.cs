using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Testing.Archive;

namespace Gantry.BackendTests.Index;

/// <summary>Random studies and random questions over small alphabets, so that much collides; the seed makes a failure repeatable.</summary>
internal sealed class RandomArchive(int seed)
{
    private static readonly string[] Family = ["Müller", "MULLER", "Meier", "Doe", "DOEL", "Yamada", "Ångel"];
    private static readonly string[] Given = ["Anna", "Ann", "Jörg", "John", "Tarou", ""];
    private static readonly string[] Descriptions = ["CT Thorax", "CT Abdomen", "Thorax pa", "MR-Knie links", ""];
    private static readonly string[] Modalities = ["CT", "MR", "SR", "CR"];

    private readonly Random random = new(seed);
    private readonly EntryBuilder entries = new();

    public IEnumerable<InstanceEntry> Studies(int count)
    {
        for (int s = 1; s <= count; s++)
        {
            string study = $"1.2.{s}";
            string? patient = random.Next(10) == 0 ? null : $"P{random.Next(count / 3)}";
            string? accession = random.Next(5) == 0 ? null : $"A{random.Next(count)}";
            string? date = random.Next(12) == 0 ? null : $"2024{random.Next(1, 4):00}{random.Next(1, 29):00}";
            string? time = random.Next(8) == 0 ? null : $"{random.Next(8, 12):00}{random.Next(60):00}{random.Next(60):00}";
            string? offset = random.Next(3) == 0 ? $"+{random.Next(0, 12):00}30" : null;
            string name = NameOf(patient is null ? s : int.Parse(patient[1..], CultureInfo.InvariantCulture));
            string description = Pick(Descriptions);
            for (int e = 1, series = random.Next(1, 4); e <= series; e++)
            {
                string modality = Pick(Modalities);
                for (int i = 1, n = random.Next(1, 4); i <= n; i++)
                {
                    InstanceEntry made = entries.Make(
                        study, $"{study}.{e}", $"{study}.{e}.{i}",
                        (Tags.PatientID, patient), (Tags.PatientName, name), (Tags.AccessionNumber, accession), (Tags.StudyDate, date), (Tags.StudyTime, time), (Tags.TimezoneOffsetFromUTC, offset),
                        (Tags.StudyDescription, description), (Tags.Modality, modality), (Tags.SeriesNumber, e.ToString(CultureInfo.InvariantCulture)),
                        (Tags.InstanceNumber, i.ToString(CultureInfo.InvariantCulture)));
                    yield return made with { Source = new InstanceSource("dimse", $"AE{(s + e) % 3}", "10.0.0.1") };
                }
            }
        }
    }

    public QueryRequest Request(QueryLevel level, int studies)
    {
        List<QueryKey> keys = [];
        for (int n = random.Next(4); n > 0; n--)
        {
            QueryKey key = Key(level, studies);
            key = random.Next(8) switch
            {
                0 when key.Tag != Tags.NumberOfStudyRelatedInstances => key with { Match = new KeyMatch.Empty() },
                1 when Key(level, studies) is var other && other.Tag == key.Tag => key with { Match = new KeyMatch.OneOf([key.Match, other.Match]) },
                _ => key,
            };
            if (keys.TrueForAll(k => k.Tag != key.Tag))
            {
                keys.Add(key);
            }
        }

        string? freeText = level == QueryLevel.Patient || random.Next(3) > 0 ? null : Pick(["mul", "ct", "thor ct", "p1", "2024", "20240", "2024-01", "a1 d", "mr knie", "joh", "thorax abdomen", "abdomen", "yamada tarou", "abdominalaortenaneurysma"]);
        QueryZone? zone = freeText is null && random.Next(4) == 0 ? new QueryZone(TimeSpan.FromMinutes(random.Next(-24, 28) * 30), TimeZoneInfo.Utc) : null;
        return new QueryRequest { Level = level, Keys = keys, FreeText = freeText, Limit = 10_000, CombinesDateTimes = random.Next(2) == 0, Zone = zone };
    }

    private static string NameOf(int number)
    {
        string name = $"{Family[number % Family.Length]}^{Given[number % Given.Length]}";
        return number % 5 == 0 ? name + "=山田^太郎=やまだ^たろう" : name;
    }

    private QueryKey Key(QueryLevel level, int studies)
    {
        int most = level switch { QueryLevel.Patient => 2, QueryLevel.Study => 10, QueryLevel.Series => 13, _ => 15 };
        return random.Next(most) switch
        {
            0 => new(Tags.PatientName, RandomName()),
            1 => new(Tags.PatientID, random.Next(2) == 0 ? Any($"P{random.Next(studies / 3)}") : new KeyMatch.Wildcard(Pick(["P1*", "P?", "*2", "*", "P*", "*P12*"]))),
            2 => new(Tags.AccessionNumber, random.Next(2) == 0 ? Any($"A{random.Next(studies)}") : new KeyMatch.Wildcard(Pick(["A1*", "A?1", "*"]))),
            3 => new(Tags.StudyDate, new KeyMatch.Range($"2024{random.Next(1, 3):00}15", random.Next(3) == 0 ? null : $"2024{random.Next(1, 4):00}20")),
            4 => new(Tags.StudyDate, Any($"202402{random.Next(1, 29):00}")),
            5 => new(Tags.StudyInstanceUID, new KeyMatch.AnyOf([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"1.2.{random.Next(studies * 2)}")])),
            6 => new(Tags.ModalitiesInStudy, random.Next(2) == 0 ? Any(Pick(Modalities)) : new KeyMatch.Wildcard("?R")),
            7 => new(Tags.StudyDescription, new KeyMatch.Wildcard(Pick(["CT*", "*orax*", "?? Thorax", "MR-Knie links", "*horax pa", "*-Knie*inks", "*xyz*", "C*bdom?n", "*ax"]))),
            8 => new(Tags.NumberOfStudyRelatedInstances, Any(random.Next(1, 7).ToString(CultureInfo.InvariantCulture))),
            9 => new(Tags.StudyTime, new KeyMatch.Range($"{random.Next(8, 11):00}30", random.Next(3) == 0 ? null : $"{random.Next(9, 12):00}1500")),
            10 => new(Tags.Modality, Any(Pick(Modalities))),
            11 => new(Tags.SeriesNumber, Any(random.Next(1, 4).ToString(CultureInfo.InvariantCulture))),
            12 => new(Tags.SeriesInstanceUID, Any($"1.2.{random.Next(studies)}.1", $"1.2.{random.Next(studies)}.2")),
            13 => new(Tags.SOPInstanceUID, Any($"1.2.{random.Next(studies)}.1.1", $"1.2.{random.Next(studies)}.2.1")),
            _ => new(Tags.InstanceNumber, Any("2")),
        };
    }

    private KeyMatch RandomName() => random.Next(4) switch
    {
        0 => Any(NameOf(random.Next(30)).Split('=')[^1]),
        1 => new KeyMatch.FuzzyName(Pick(["mull an", "doe", "j", "tarou yam", "山"])),
        _ => new KeyMatch.Wildcard(Pick(["mul*", "MÜLLER*", "*ann*", "D?E^*", "山田*", "*", "d*^j*", "やま*", "Muller^Anna", "*üller*", "*eier^*", "*太郎=やまだ*", "m*ler^an*", "*nobody*"])),
    };

    private static KeyMatch.AnyOf Any(params string[] values) => new(values);

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
