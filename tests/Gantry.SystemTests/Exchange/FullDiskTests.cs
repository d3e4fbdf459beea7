using System.Globalization;
using System.Net;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>The disk under the data folder is full.</summary>
public sealed class FullDiskTests
{
    [SmallDiskFact]
    public async Task Storing_is_refused_with_its_reason_reading_goes_on_and_freed_room_is_used()
    {
        using SmallDisk disk = new(48);
        await using GantryProcess gantry = await GantryProcess.StartAsync(disk.Folder, arguments: ["--set", "segments.segmentBytes=4194304", "--set", "segments.minFreeBytes=12582912"]);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        StorableFile kind = Storable(DicomUid.New());
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, [kind]);
        List<(string Study, StorableFile File)> kept = [];
        CommandSet? refusal = null;
        while (refusal is null)
        {
            Assert.True(kept.Count < 100, "the disk was never full");
            string study = DicomUid.New();
            StorableFile file = Storable(study);
            CommandSet? response = await sender.StoreAsync(file);
            Assert.NotNull(response);
            if (response.Status == DimseStatus.Success)
            {
                kept.Add((study, file));
            }
            else
            {
                refusal = response;
            }
        }

        Assert.Equal((ushort?)DimseStatus.OutOfResources, refusal.Status);
        Assert.Contains("room", refusal.ErrorComment, StringComparison.Ordinal);
        Assert.True(kept.Count > 10);

        // The index's log gives some room back in a pause, so that the first ones may still fit.
        int stowed = -1;
        StoreAnswer stow;
        do
        {
            Assert.True(++stowed < 100, "the disk was never full for STOW-RS");
            stow = await client.StoreAsync(DatasetBuilder.EncodeFile(DatasetBuilder.Ct(700, 700)));
        }
        while (stow.Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.InsufficientStorage, stow.Status);
        Assert.NotEmpty(stow.Warnings);
        foreach ((_, StorableFile file) in kept)
        {
            Assert.Equal(file.Dataset.ToArray(), await client.DatasetAsync(file.SopInstanceUid));
        }

        foreach ((string study, _) in kept.Take(5))
        {
            await client.DeleteStudyAsync(study);
        }

        StorableFile later = Storable(DicomUid.New());
        CommandSet? again = await sender.StoreAsync(later);
        Assert.True(again?.Status == DimseStatus.Success, $"after room was made: {again?.Status:X4} {again?.ErrorComment}");
        Assert.Equal(later.Dataset.ToArray(), await client.DatasetAsync(later.SopInstanceUid));
        Assert.Equal(kept.Count - 4 + stowed, (await client.JsonAsync("studies?limit=1000")).Length);
        Assert.Equal(0, await gantry.StopAsync());
        CommandOutcome verify = await GantryProgram.RunAsync("verify", "--data", disk.Folder);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
    }

    [SmallDiskFact]
    public async Task Where_others_have_taken_the_last_byte_reading_goes_on()
    {
        using SmallDisk disk = new(48);
        string data = Path.Combine(disk.Folder, "data"), ballast = Path.Combine(disk.Folder, "ballast");
        await using GantryProcess gantry = await GantryProcess.StartAsync(data, arguments: ["--set", "segments.segmentBytes=1048576", "--set", "segments.minFreeBytes=0"]);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        using ArchiveClient notUsedYet = await ArchiveClient.OpenAsync(gantry);
        StorableFile first = Storable(DicomUid.New());
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, [first]);
        Assert.Equal((ushort?)DimseStatus.Success, (await sender.StoreAsync(first))?.Status);
        Fill(ballast);

        Assert.Single(await notUsedYet.JsonAsync("studies"));
        Assert.Equal(first.Dataset.ToArray(), await notUsedYet.DatasetAsync(first.SopInstanceUid));
        Assert.Equal(first.Dataset.ToArray(), await client.DatasetAsync(first.SopInstanceUid));
        CommandSet? refused = null;
        for (int i = 0; i < 20 && refused?.Status is null or DimseStatus.Success; i++)
        {
            // The segment that is open, and those that are ready, have some room.
            refused = await sender.StoreAsync(Storable(DicomUid.New()));
        }

        Assert.Equal((ushort?)DimseStatus.OutOfResources, refused?.Status);
        Assert.NotEmpty(refused!.ErrorComment!);
        Assert.Equal(first.Dataset.ToArray(), await client.DatasetAsync(first.SopInstanceUid));

        File.Delete(ballast);
        StorableFile later = Storable(DicomUid.New());
        CommandSet? again = await sender.StoreAsync(later);
        Assert.True(again?.Status == DimseStatus.Success, $"after room was made: {again?.Status:X4} {again?.ErrorComment}");
        Assert.Equal(later.Dataset.ToArray(), await client.DatasetAsync(later.SopInstanceUid));
        Assert.Equal(0, await gantry.StopAsync());
        CommandOutcome verify = await GantryProgram.RunAsync("verify", "--data", data);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static StorableFile Storable(string study) =>
        StorableFile.Read(DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, study + ".1", string.Create(CultureInfo.InvariantCulture, $"{study}.2"), 700, 700)))!;
}
