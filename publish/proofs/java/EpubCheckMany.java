import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Asks EPUBCheck about many files in one Java machine, whose schemas are read once: `java EpubCheckMany.java`.
 *
 * Reads a line `epub TAB path` for each file, in UTF-8; an empty line is answered with an empty line.
 * Prints `version TAB number`, then `path TAB fault TAB severity TAB id TAB place TAB message` for each finding, from
 * `info` upwards, and `path TAB done` after each file.
 */
public class EpubCheckMany {
    static final class Findings extends MasterReport {
        private final PrintStream out;
        private final String path;

        Findings(PrintStream out, String path) {
            this.out = out;
            this.path = path;
            setLocale(Locale.ENGLISH);
        }

        @Override
        public void message(Message message, EPUBLocation place, Object... values) {
            Severity severity = message.getSeverity();
            if (severity == Severity.USAGE || severity == Severity.SUPPRESSED) {
                return;
            }
            String where = place == null ? "" : place.getPath() + ":" + place.getLine() + ":" + place.getColumn();
            String text = message.getMessage(values).replaceAll("\\s+", " ");
            out.println(String.join("\t", path, "fault", severity.name(), message.getID().name(), where, text));
        }

        @Override
        public void info(String resource, FeatureEnum feature, String value) {}

        @Override
        public int generate() {
            return 0;
        }

        @Override
        public void initialize() {}
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        out.println("version\t" + EpubCheck.version());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty()) {
                out.println();
                continue;
            }
            String path = line.substring(line.indexOf('\t') + 1);
            new EpubCheck(new File(path), new Findings(out, path)).doValidate();
            out.println(path + "\tdone");
        }
    }
}
