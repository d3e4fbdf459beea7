using System.Diagnostics;
using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.QueryBenchmarks;

/// <summary>Asks a peer by C-FIND over one association, one question after the other: median, 95th percentile, results, time a result.</summary>
internal static class FindRun
{
    private const int WarmUps = 10;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(3);

    public static async Task<int> MeasureAsync(string label, int port, string title, int studies)
    {
        RequestorOptions options = new() { CalledAe = AeTitle.Parse(title), CallingAe = AeTitle.Parse("BENCH") };
        RequestOutcome outcome = await AssociationRequestor.RequestAsync("127.0.0.1", port, options, [FindScu.Context(InformationModel.StudyRoot)], CancellationToken.None);
        if (outcome is not RequestOutcome.Accepted { Association: var association })
        {
            await Console.Error.WriteLineAsync($"{label}: {outcome}");
            return 1;
        }

        await using (association)
        {
            (string Name, Action<Dataset> Ask)[] questions =
            [
                ("Patient ID", d => d.Set(Tags.PatientID, $"P{studies / 4:0000000}")),
                ("Study Instance UID", d => d.Set(Tags.StudyInstanceUID, $"1.2.826.0.1.3680043.10.9999.{studies / 2}")),
                ("series of a study", d => d.Set(Tags.QueryRetrieveLevel, "SERIES").Set(Tags.StudyInstanceUID, $"1.2.826.0.1.3680043.10.9999.{studies / 2}").Set(Tags.SeriesInstanceUID, "").Set(Tags.Modality, "")),
                ("name prefix", d => d.Set(Tags.PatientName, IndexFiller.NameOf(studies / 4)[..^4] + "*")),
                ("name prefix of many", d => d.Set(Tags.PatientName, IndexFiller.NameOf(studies / 4).Split('^')[0] + "*")),
                ("a month of dates", d => d.Set(Tags.StudyDate, "20200301-20200331")),
            ];
            foreach ((string name, Action<Dataset> ask) in questions)
            {
                (double median, double slow, int results) = await AskAsync(association, ask);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {label} | {studies} | {name} | {median:0.00} | {slow:0.00} | {results} | {median / Math.Max(results, 1):0.000} |"));
            }

            await association.ReleaseAsync(CancellationToken.None);
        }

        return 0;
    }

    private static async Task<(double Median, double Slow, int Results)> AskAsync(RequestedAssociation association, Action<Dataset> ask)
    {
        Dataset identifier = new Dataset().Set(Tags.QueryRetrieveLevel, "STUDY").Set(Tags.StudyInstanceUID, "").Set(Tags.PatientName, "").Set(Tags.PatientID, "").Set(Tags.StudyDate, "")
            .Set(Tags.StudyTime, "").Set(Tags.AccessionNumber, "").Set(Tags.StudyDescription, "");
        ask(identifier);
        List<double> times = [];
        int results = 0;
        long begun = Stopwatch.GetTimestamp();
        while (times.Count < 500 + WarmUps && (times.Count < 5 + WarmUps || Stopwatch.GetElapsedTime(begun) < Enough))
        {
            long start = Stopwatch.GetTimestamp();
            FindResult result = await FindScu.FindAsync(association, InformationModel.StudyRoot, identifier, _ => true, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            results = result.IsSuccess ? result.Matches : throw new InvalidOperationException(result.ToString());
        }

        times.RemoveRange(0, WarmUps);
        times.Sort();
        return (times[times.Count / 2], times[times.Count * 95 / 100], results);
    }
}
