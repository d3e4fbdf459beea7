using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Retrieve;

/// <summary>C-GET of the running program, by our own SCU whose answers to the sub-operations the test says.</summary>
public sealed class GetTests : IAsyncLifetime
{
    private const string Study = "1.2.826.0.1.3680043.10.78.1";
    private GantryProcess gantry = null!;

    public async Task InitializeAsync()
    {
        gantry = await GantryProcess.StartAsync();
        List<StorableFile> files = [.. Enumerable.Range(1, 20).Select(i => StorableFile.Read(DatasetBuilder.EncodeFile(DatasetBuilder.Ct(Study, Study + ".1", $"{Study}.1.{i}", 32, 32, i, "GET-1")))!)];
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, files);
        foreach (StorableFile file in files)
        {
            await sender.StoreAsync(file);
        }

        await sender.ReleaseAsync();
    }

    public async Task DisposeAsync() => await gantry.DisposeAsync();

    [Fact]
    public async Task Failures_and_warnings_are_counted_and_the_failed_are_listed()
    {
        StatusStorage storage = new((r, _) => r.SopInstanceUid.EndsWith(".3", StringComparison.Ordinal) ? (ushort)0xA700 : r.SopInstanceUid.EndsWith(".4", StringComparison.Ordinal) ? (ushort)0xB007 : (ushort)0);
        DimseResponse final = (await RunAsync(storage, offersRole: true, CancellationToken.None))[^1];
        Assert.Equal("B000 18 1 1", $"{final.Status:X4} {final.Command.Completed} {final.Command.Failed} {final.Command.Warning}");
        Assert.Null(final.Command.Remaining);
        Assert.Equal([$"{Study}.1.3"], DatasetReader.Read(final.Dataset, TransferSyntax.ExplicitVrLittleEndian).Dataset.GetStrings(Tags.FailedSOPInstanceUIDList));
    }

    [Fact]
    public async Task Without_the_SCP_role_nothing_can_be_sent()
    {
        DimseResponse final = (await RunAsync(new StatusStorage((_, _) => 0), offersRole: false, CancellationToken.None))[^1];
        Assert.Equal("A702 0 20", $"{final.Status:X4} {final.Command.Completed} {final.Command.Failed}");
    }

    [Fact]
    public async Task Cancel_ends_it_with_what_remains()
    {
        using CancellationTokenSource cancel = new();
        StatusStorage storage = new((_, count) =>
        {
            if (count == 5)
            {
                cancel.Cancel();
            }

            return 0;
        });
        DimseResponse final = (await RunAsync(storage, offersRole: true, cancel.Token))[^1];
        Assert.Equal(DimseStatus.Cancel, final.Status);
        Assert.Equal(20, final.Command.Completed + final.Command.Remaining);
        Assert.InRange(final.Command.Completed!.Value, 4, 19);
    }

    [Fact]
    public async Task A_release_in_the_middle_ends_it_and_others_go_on()
    {
        TaskCompletionSource some = new(TaskCreationOptions.RunContinuationsAsynchronously);
        StatusStorage storage = new((_, count) =>
        {
            if (count == 3)
            {
                some.TrySetResult();
            }

            return 0;
        });
        await using (RequestedAssociation association = await OpenAsync(storage, offersRole: true))
        {
            Task<RetrieveResult> getting = RetrieveScu.GetAsync(association, new RetrieveKeys { Studies = [Study] }, _ => { }, CancellationToken.None, CancellationToken.None);
            await some.Task;
            await association.ReleaseAsync(CancellationToken.None);
            await getting;
        }

        Assert.Equal(0, (await RunAsync(new StatusStorage((_, _) => 0), offersRole: true, CancellationToken.None))[^1].Status);
    }

    [Fact]
    public async Task Several_follow_each_other_on_one_association()
    {
        StatusStorage storage = new((_, _) => 0);
        await using RequestedAssociation association = await OpenAsync(storage, offersRole: true);
        for (int i = 0; i < 20; i++)
        {
            RetrieveResult result = await RetrieveScu.GetAsync(
                association, new RetrieveKeys { Studies = [Study], Series = [Study + ".1"], Instances = [$"{Study}.1.{i + 1}"] }, _ => { }, CancellationToken.None, CancellationToken.None);
            Assert.Equal((true, 1), (result.IsSuccess, result.Completed));
        }

        await association.ReleaseAsync(CancellationToken.None);
        Assert.Equal(20, storage.Datasets.Count);
    }

    [Fact]
    public async Task The_command_line_gets_into_a_folder()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-get-");
        try
        {
            CommandOutcome got = await GantryProgram.RunAsync("get", "127.0.0.1", $"{gantry.DicomPort}", "--called", gantry.AeTitle, "--study", Study, "--into", folder.FullName);
            Assert.True(got.ExitCode == 0, got.Output + got.Error);
            Assert.Equal(20, folder.GetFiles("*.dcm").Length);
            Assert.All(folder.GetFiles("*.dcm"), f => Assert.Equal(Path.GetFileNameWithoutExtension(f.Name), StorableFile.Read(File.ReadAllBytes(f.FullName))!.SopInstanceUid));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<List<DimseResponse>> RunAsync(StatusStorage storage, bool offersRole, CancellationToken cancel)
    {
        await using RequestedAssociation association = await OpenAsync(storage, offersRole);
        CommandSet request = new() { Field = CommandField.CGetRequest, AffectedSopClassUid = association.Contexts[0].AbstractSyntax, Priority = 0 };
        List<DimseResponse> responses = [];
        await foreach (DimseResponse response in association.InvokeManyAsync(association.Contexts[0], request, new RetrieveKeys { Studies = [Study] }.Encode(association.Contexts[0].Syntax), cancel, CancellationToken.None))
        {
            responses.Add(response);
        }

        await association.ReleaseAsync(CancellationToken.None);
        return responses;
    }

    private async Task<RequestedAssociation> OpenAsync(StatusStorage storage, bool offersRole)
    {
        (IReadOnlyList<PresentationContextProposal> contexts, IReadOnlyList<RoleSelection> roles) = RetrieveScu.GetContexts(InformationModel.StudyRoot, [DatasetBuilder.CtImageStorage]);
        RequestorOptions options = new() { CalledAe = AeTitle.Parse(gantry.AeTitle), CallingAe = AeTitle.Parse("TESTER"), Roles = offersRole ? roles : [], Storage = storage };
        return Assert.IsType<RequestOutcome.Accepted>(await AssociationRequestor.RequestAsync("127.0.0.1", gantry.DicomPort, options, contexts, CancellationToken.None)).Association;
    }
}
