#include "SQLText.h"
