using System.Buffers;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Text;

namespace Gantry.Server.Dimse.Find;

/// <summary>
/// Makes the identifiers of C-FIND responses (PS3.4 C.4.1.1.3.2): the attributes of the question with the match's values, empty where nothing is held, in the
/// peer's character set where that can say them, in UTF-8 where it cannot.
/// </summary>
internal sealed class FindAnswer
{
    private readonly FindQuestion question;
    private readonly SpecificCharacterSet set;
    private readonly bool namesSet;
    private readonly string ownTitle;
    private readonly TransferSyntax syntax;
    private readonly ArrayBufferWriter<byte> output = new();

    /// <param name="question">What was asked.</param>
    /// <param name="preferredSet">Specific Character Set that the peer wants; null takes that of its question.</param>
    /// <param name="ownTitle">The AE title that a match can be retrieved from.</param>
    /// <param name="syntax">Of the presentation context.</param>
    public FindAnswer(FindQuestion question, string? preferredSet, string ownTitle, TransferSyntax syntax)
    {
        this.question = question;
        this.ownTitle = ownTitle;
        this.syntax = syntax;
        SpecificCharacterSet asked = preferredSet is null ? question.Identifier.CharacterSet : SpecificCharacterSet.FromTerms(preferredSet.Split('\\'));
        set = asked.Findings.Count > 0 ? SpecificCharacterSet.Utf8 : asked;
        namesSet = set.Terms.Count > 0;
    }

    /// <summary>The encoded identifier of a match.</summary>
    public byte[] Encode(Dataset match)
    {
        bool isExact = true;
        Dataset answer = Build(match, set, namesSet, ref isExact);
        if (!isExact && !namesSet)
        {
            // Who names no set is often too old for UTF-8.
            isExact = true;
            answer = Build(match, SpecificCharacterSet.Latin1, namesSet: true, ref isExact);
        }

        if (!isExact)
        {
            answer = Build(match, SpecificCharacterSet.Utf8, namesSet: true, ref isExact);
        }

        output.ResetWrittenCount();
        DatasetWriter.Write(answer, syntax, output);
        return output.WrittenSpan.ToArray();
    }

    private Dataset Build(Dataset match, SpecificCharacterSet target, bool namesSet, ref bool isExact)
    {
        Dataset answer = new();
        if (namesSet)
        {
            answer.Set(Tags.SpecificCharacterSet, [.. target.Terms]);
        }

        answer.Set(Tags.QueryRetrieveLevel, question.Identifier.GetString(Tags.QueryRetrieveLevel) ?? "");
        answer.Set(Tags.RetrieveAETitle, ownTitle);
        if (question.Identifier.Contains(Tags.InstanceAvailability))
        {
            answer.Set(Tags.InstanceAvailability, "ONLINE");
        }

        foreach (DicomTag tag in question.Request.Include)
        {
            question.Identifier.TryGet(tag, out Element asked);
            Copy(match, tag, asked, answer, target, ref isExact);
        }

        return answer;
    }

    private static void Copy(Dataset from, DicomTag tag, Element? asked, Dataset to, SpecificCharacterSet target, ref bool isExact)
    {
        Vr vr = DicomDictionary.VrOf(tag);
        if (!from.TryGet(tag, out Element held))
        {
            to.Add(new Element { Tag = tag, Vr = vr == Vr.UN && asked is not null ? asked.Vr : vr, Items = vr == Vr.SQ ? [] : null });
            return;
        }

        if (held.Vr == Vr.SQ)
        {
            List<Dataset> items = [];
            foreach (Dataset item in from.GetItems(tag))
            {
                Dataset copy = new();
                Dataset? wanted = asked?.Items is { Count: > 0 } questions && questions[0].Count > 0 ? questions[0] : null;
                foreach (DicomTag inner in wanted is null ? item.Select(e => e.Tag) : wanted.Where(e => !e.Tag.IsGroupLength).Select(e => e.Tag))
                {
                    Element? nested = null;
                    _ = wanted is not null && wanted.TryGet(inner, out nested);
                    Copy(item, inner, nested, copy, target, ref isExact);
                }

                items.Add(copy);
            }

            to.SetItems(tag, [.. items]);
            return;
        }

        // What the archive answers with is in UTF-8: as long as it is ASCII, it is the same in every set whose first half is ASCII.
        bool isText = VrRules.UsesCharacterSet(held.Vr);
        if (!isText || target == SpecificCharacterSet.Utf8 || (Ascii(held) && (target == SpecificCharacterSet.Default || target == SpecificCharacterSet.Latin1)))
        {
            to.Add(held);
            return;
        }

        string text = held.Vr is Vr.LT or Vr.ST or Vr.UT ? from.GetString(tag) ?? "" : string.Join('\\', from.GetStrings(tag));
        byte[] bytes = target.Encode(text, held.Vr, out bool wasExact);
        isExact &= wasExact;
        to.Set(tag, held.Vr, (ReadOnlyMemory<byte>)bytes);
    }

    private static bool Ascii(Element element) => !element.Value.Span.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
}
