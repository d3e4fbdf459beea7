using System.Buffers;
using System.CommandLine;
using System.Text;
using Gantry.Commands.Dump;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Json;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Commands;

/// <summary>Asks a peer what it has (C-FIND).</summary>
public static class FindCommand
{
    public static Command Create()
    {
        PeerArguments peer = new();
        FindArguments question = new();
        Option<bool> json = new("--json") { Description = "DICOM JSON: an array of matches." };
        Option<int?> limit = new("--limit") { Description = "Cancel the query after so many matches.", HelpName = "N" };
        Command command = new("find", "Ask a DICOM peer what it has (C-FIND).");
        peer.AddTo(command);
        question.AddTo(command);
        command.Options.Add(json);
        command.Options.Add(limit);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            (InformationModel model, Dataset identifier, FindNegotiation wanted) = question.Read(parsed);
            RequestedAssociation association = await peer.RequestAsync(
                parsed, [FindScu.Context(model)], 1, cancellationToken, how => wanted == FindNegotiation.None ? how : how with { Extended = [FindScu.Extended(model, wanted)] }).ConfigureAwait(false);
            await using (association.ConfigureAwait(false))
            {
                if (wanted != FindScu.Agreed(association, model).And(wanted))
                {
                    await Console.Error.WriteLineAsync("gantry: the peer does not agree to all of the extended negotiation").ConfigureAwait(false);
                }

                using Stream output = Console.OpenStandardOutput();
                FindResult result = await FindAsync(association, model, identifier, parsed.GetValue(json), parsed.GetValue(limit) ?? int.MaxValue, output, cancellationToken).ConfigureAwait(false);
                await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
                await Console.Error.WriteLineAsync($"gantry: {result}").ConfigureAwait(false);
                return result.IsSuccess ? ExitCode.Done : ExitCode.Failed;
            }
        });
        return command;
    }

    private static async Task<FindResult> FindAsync(RequestedAssociation association, InformationModel model, Dataset identifier, bool isJson, int limit, Stream output, CancellationToken cancellationToken)
    {
        int found = 0;
        ArrayBufferWriter<byte> buffer = new();
        using StreamWriter text = new(output, new UTF8Encoding(false));
        DumpText dump = new(text);
        bool Take(Dataset match)
        {
            if (isJson)
            {
                buffer.ResetWrittenCount();
                DicomJsonWriter.Write(match, buffer);
                text.Write(found == 0 ? "[" : ",\n ");
                text.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
            }
            else
            {
                text.WriteLine($"# match {found + 1}");
                dump.Write(match);
            }

            return ++found < limit;
        }

        FindResult result = await FindScu.FindAsync(association, model, identifier, Take, cancellationToken).ConfigureAwait(false);
        if (isJson)
        {
            await text.WriteLineAsync(found == 0 ? "[]" : "]").ConfigureAwait(false);
        }

        return result;
    }
}
