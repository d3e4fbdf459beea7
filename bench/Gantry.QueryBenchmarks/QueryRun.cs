using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Gantry.QueryBenchmarks;

/// <summary>Asks a server over one kept connection, one question after the other, and prints the median and the 95th percentile of each.</summary>
internal static class QueryRun
{
    private const int WarmUps = 5;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    public static async Task<int> MeasureAsync(Uri address, string token)
    {
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/dicom+json");
        int studies = JsonDocument.Parse(await client.GetStringAsync("api/studies?limit=1")).RootElement.GetProperty("total").GetInt32();
        string middle = (studies / 2).ToString(CultureInfo.InvariantCulture);
        (string Name, string Path)[] questions =
        [
            ("exact key: Patient ID", $"dicom-web/studies?PatientID=P{studies / 4:0000000}"),
            ("exact key: Accession Number", $"dicom-web/studies?AccessionNumber=A{studies / 3:00000000}"),
            ("exact key: Study Instance UID", $"dicom-web/studies?StudyInstanceUID=1.2.826.0.1.3680043.10.9999.{studies / 2}"),
            ("series of a study", $"dicom-web/studies/1.2.826.0.1.3680043.10.9999.{studies / 2}/series"),
            ("page of 25, newest first", "dicom-web/studies?limit=25"),
            ("page of 25 of a modality", "dicom-web/studies?ModalitiesInStudy=CT&limit=25"),
            ("page of 25 of a month", "dicom-web/studies?StudyDate=20200301-20200331&limit=25"),
            ("page of 25 in the middle", $"dicom-web/studies?limit=25&offset={middle}"),
            ("name prefix, page of 25", "dicom-web/studies?PatientName=Mull*&limit=25"),
            ("name by its words (fuzzy), page of 25", "dicom-web/studies?PatientName=muller%20ann&fuzzymatching=true&limit=25"),
            ("*abc* of many descriptions", "dicom-web/studies?StudyDescription=*horax*&limit=25"),
            ("*abc* of few names", "dicom-web/studies?PatientName=*ller07%5EUrs*&limit=25"),
            ("*abc* of no description", "dicom-web/studies?StudyDescription=*Sonstiges*&limit=25"),
            ("*abc* of one accession number", $"dicom-web/studies?AccessionNumber=*{studies / 3:0000000}&limit=25"),
            ("study list, first page", "api/studies?limit=50"),
            ("study list, two short words", "api/studies?q=ct%20mull&limit=50"),
            ("study list, two long frequent words", "api/studies?q=thorax%20kontrastmittel&limit=50"),
            ("study list, two long frequent words, no total", "api/studies?q=thorax%20kontrastmittel&limit=50&total=false"),
            ("study list, by description", "api/studies?limit=50&sort=description"),
            ("study list, by description, in the middle", $"api/studies?limit=50&sort=description&offset={middle}"),
        ];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {studies} studies | p50 ms | p95 ms | results |"));
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach ((string name, string path) in questions)
        {
            (double median, double slow, int results) = await AskAsync(client, path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {median:0.00} | {slow:0.00} | {results} |"));
        }

        return 0;
    }

    private static async Task<(double Median, double Slow, int Results)> AskAsync(HttpClient client, string path)
    {
        int results = 0;
        for (int i = 0; i < WarmUps; i++)
        {
            JsonElement root = JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;
            results = root.ValueKind == JsonValueKind.Array ? root.GetArrayLength() : root.GetProperty("studies").GetArrayLength();
        }

        List<double> times = [];
        long begun = Stopwatch.GetTimestamp();
        while (times.Count < 200 && (times.Count < 5 || Stopwatch.GetElapsedTime(begun) < Enough))
        {
            long start = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(path);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 95 / 100], results);
    }
}
