using Gantry.Dicom;
using Gantry.Network.UpperLayer;

namespace Gantry.Server.Dimse.Sending;

/// <summary>Which presentation context an instance goes in: that of its stored syntax, otherwise one that it can be converted to without loss; what the peer likes goes before both.</summary>
internal static class ContextChoice
{
    public static AcceptedContext? Find(IReadOnlyList<AcceptedContext> contexts, string sopClassUid, string storedSyntaxUid, IReadOnlyList<string>? liked = null)
    {
        AcceptedContext? best = null;
        int bestEffort = int.MaxValue;
        foreach (AcceptedContext context in contexts)
        {
            int effort = context.AbstractSyntax != sopClassUid ? int.MaxValue : Effort(context.Syntax, storedSyntaxUid, liked ?? []);
            if (effort < bestEffort)
            {
                (best, bestEffort) = (context, effort);
            }
        }

        return best;
    }

    private static int Effort(TransferSyntax syntax, string stored, IReadOnlyList<string> liked)
    {
        int place = liked.Count - 1;
        while (place >= 0 && liked[place] != syntax.Uid)
        {
            place--;
        }

        return syntax.Uid != stored && (syntax.IsLossy || !syntax.IsKnown) ? int.MaxValue
            : place >= 0 ? place
            : liked.Count + (syntax.Uid == stored ? 0
                : syntax.Uid == TransferSyntax.ExplicitVrLittleEndian.Uid ? 1
                : syntax.Uid == TransferSyntax.ImplicitVrLittleEndian.Uid ? 2
                : syntax.IsEncapsulated ? 4 : 3);
    }
}
