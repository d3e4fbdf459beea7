using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Find;

/// <summary>C-FIND of the real program by DCMTK's findscu.</summary>
public sealed class FindTests
{
    [ToolFact("findscu")]
    public async Task Every_level_of_every_model_is_found_counted_and_refused_where_it_must_be()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        await SendAsync(gantry);

        CommandOutcome patients = await FindAsync(gantry, "-P", "0008,0052=PATIENT", "0010,0010=M*", "0010,0020", "0020,1200", "0020,1204");
        Assert.Equal(1, Count(patients, "Pending"));
        Assert.Contains("[P1]", patients.Output, StringComparison.Ordinal);
        Assert.Equal(1, Count(patients, "(0020,1204) IS [4 ]"));

        CommandOutcome studies = await FindAsync(gantry, "-S", "0008,0052=STUDY", "0008,0020=20240102-", "0008,0061=MR", "0008,0062", "0020,1208");
        Assert.Equal(2, Count(studies, "Pending"));
        Assert.Equal(2, Count(studies, @"(0008,0061) CS [CT\MR ]"));

        CommandOutcome series = await FindAsync(gantry, "-S", "0008,0052=SERIES", @"0020,000D=1.2.826.1\1.2.826.3", "0008,0060=CT", "0020,000E");
        Assert.Equal(2, Count(series, "Pending"));
        CommandOutcome images = await FindAsync(gantry, "-P", "0008,0052=IMAGE", "0010,0020=P2", "0020,000D=1.2.826.2", "0020,000E=1.2.826.2.1", "0008,0018");
        Assert.Equal(2, Count(images, "Pending"));
        CommandOutcome retired = await FindAsync(gantry, "-O", "0008,0052=STUDY", "0010,0020=P3", "0020,000D");
        Assert.Equal(1, Count(retired, "Pending"));

        CommandOutcome refused = await FindAsync(gantry, "-O", "0008,0052=SERIES", "0020,000E");
        Assert.Equal((0, 1), (Count(refused, "Pending"), Count(refused, "DIMSE Status                  : 0xa900")));
        CommandOutcome warned = await FindAsync(gantry, "-S", "0008,0052=STUDY", "0018,0060=120", "0020,000D");
        Assert.Equal(3, Count(warned, ": 0xff01"));
    }

    [ToolFact("findscu")]
    public async Task Too_many_matches_are_cut_and_said_so()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--set", "dicom.maxFindMatches=4"]);
        await SendAsync(gantry);
        CommandOutcome many = await FindAsync(gantry, "-S", "0008,0052=IMAGE", "0008,0018");
        Assert.Equal((4, 1), (Count(many, "Pending"), Count(many, "DIMSE Status                  : 0xa700")));
    }

    private static async Task SendAsync(GantryProcess gantry)
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(gantry.Data, "send"));
        for (int study = 1; study <= 3; study++)
        {
            for (int n = 0; n < 4; n++)
            {
                string series = $"1.2.826.{study}.{(n / 2) + 1}";
                Gantry.Dicom.Datasets.Dataset dataset = DatasetBuilder.Ct($"1.2.826.{study}", series, $"{series}.{n}", patientId: $"P{study}", patientName: study == 1 ? "Müller^Jörg" : "Doe^Jane");
                dataset.Set(Gantry.Dicom.Dictionary.Tags.StudyDate, $"2024010{study}").Set(Gantry.Dicom.Dictionary.Tags.Modality, n < 2 ? "CT" : "MR");
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{series}.{n}.dcm"), DatasetBuilder.EncodeFile(dataset));
            }
        }

        CommandOutcome sent = await GantryProgram.RunAsync("send", "127.0.0.1", $"{gantry.DicomPort}", folder.FullName, "--called", gantry.AeTitle);
        Assert.True(sent.ExitCode == 0, sent.Error);
    }

    private static async Task<CommandOutcome> FindAsync(GantryProcess gantry, string model, params string[] keys)
    {
        CommandOutcome found = await Tool.RunAsync("findscu", ["-d", model, "-aec", gantry.AeTitle, "127.0.0.1", $"{gantry.DicomPort}", .. keys.SelectMany(k => new[] { "-k", k })]);
        return found with { Output = found.Output + found.Error };
    }

    private static int Count(CommandOutcome outcome, string text) =>
        text == "Pending" ? Count(outcome, ": 0xff0") : outcome.Output.Split(text).Length - 1;
}
